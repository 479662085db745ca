package ai.cequence.cloudfront.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.testing.LogCapture;
import ai.cequence.cloudfront.testing.Transactions;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The line that operators search for, to the letter. */
class DeliveryLogTest {
  private final LogCapture log = new LogCapture(DeliveryLog.class);
  private final Timers timers = new Timers();

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void withoutAnIntervalARequestIsALine() throws Exception {
    DeliveryLog deliveries = new DeliveryLog(Duration.ZERO, timers);
    deliveries.delivered(Transactions.batch("E27FO14I29XXXX", "a", "b", "c", "d"));
    deliveries.delivered(Transactions.batch("E27FO14I29XXXX", "e"));
    timers.advanceTo(Long.MAX_VALUE);
    assertThat(log.lines())
        .containsExactly(
            "INFO ✅ Successfully sent 4 transactions for CF Distribution E27FO14I29XXXX",
            "INFO ✅ Successfully sent 1 transactions for CF Distribution E27FO14I29XXXX");
  }

  @Test
  void anIntervalSumsEachDistribution() throws Exception {
    DeliveryLog deliveries = new DeliveryLog(Duration.ofSeconds(10), timers);
    timers.advanceTo(5_000);
    deliveries.delivered(Transactions.batch("E2", "a"));
    timers.advanceTo(14_999);
    deliveries.delivered(Transactions.batch("E1", "b", "c"));
    deliveries.delivered(Transactions.batch("E2", "d", "e", "f"));
    assertThat(log.lines()).as("a millisecond before the interval's end").isEmpty();
    timers.advanceTo(15_000);
    assertThat(log.lines())
        .containsExactly(
            "INFO ✅ Successfully sent 2 transactions for CF Distribution E1",
            "INFO ✅ Successfully sent 4 transactions for CF Distribution E2");
  }

  @Test
  void theNextIntervalBeginsWithItsFirstBatch() throws Exception {
    DeliveryLog deliveries = new DeliveryLog(Duration.ofSeconds(10), timers);
    deliveries.delivered(Transactions.batch("E1", "a"));
    timers.advanceTo(100_000);
    deliveries.delivered(Transactions.batch("E1", "b", "c"));
    timers.advanceTo(109_999);
    assertThat(log.lines()).hasSize(1);
    timers.advanceTo(110_000);
    assertThat(log.lines())
        .containsExactly(
            "INFO ✅ Successfully sent 1 transactions for CF Distribution E1",
            "INFO ✅ Successfully sent 2 transactions for CF Distribution E1");
  }

  @Test
  void theEndReportsWhatIsNotYetSaid() throws Exception {
    DeliveryLog deliveries = new DeliveryLog(Duration.ofSeconds(10), timers);
    deliveries.delivered(Transactions.batch("E1", "a"));
    deliveries.report();
    timers.advanceTo(Long.MAX_VALUE);
    assertThat(log.lines())
        .containsExactly("INFO ✅ Successfully sent 1 transactions for CF Distribution E1");
  }

  /** Timers on a clock that the test moves. */
  private static final class Timers implements ProcessingTimeService {
    private record Timer(long at, ProcessingTimeCallback callback) {}

    private final PriorityQueue<Timer> timers =
        new PriorityQueue<>(java.util.Comparator.comparingLong(Timer::at));
    private long now;

    void advanceTo(long millis) throws Exception {
      while (!timers.isEmpty() && timers.element().at() <= millis) {
        Timer timer = timers.remove();
        now = timer.at();
        timer.callback().onProcessingTime(now);
      }
      now = millis;
    }

    @Override
    public long getCurrentProcessingTime() {
      return now;
    }

    @Override
    public ScheduledFuture<?> registerTimer(long timestamp, ProcessingTimeCallback target) {
      timers.add(new Timer(timestamp, target));
      return NEVER;
    }

    private static final ScheduledFuture<?> NEVER = new Unused();

    /** Nobody waits for a timer. */
    private static final class Unused extends CompletableFuture<Void>
        implements ScheduledFuture<Void> {
      @Override
      public long getDelay(java.util.concurrent.TimeUnit unit) {
        return 0;
      }

      @Override
      public int compareTo(java.util.concurrent.Delayed other) {
        return 0;
      }
    }
  }
}
