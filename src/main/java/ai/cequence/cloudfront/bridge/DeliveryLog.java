package ai.cequence.cloudfront.bridge;

import ai.cequence.cloudfront.transaction.TransactionBatch;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The line that operators search for: a line a request, or one a distribution and interval.
 * Confined to the task's thread.
 */
final class DeliveryLog {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryLog.class);

  private final long intervalMillis;
  private final ProcessingTimeService timers;
  private final Map<String, Long> delivered = new TreeMap<>();

  /**
   * @param interval zero: a line a request
   * @param timers of the task
   */
  DeliveryLog(Duration interval, ProcessingTimeService timers) {
    this.intervalMillis = interval.toMillis();
    this.timers = timers;
  }

  /** A sum is reported an interval after its first batch, whether others follow or not. */
  void delivered(TransactionBatch batch) {
    if (intervalMillis == 0) {
      say(batch.distribution(), batch.size());
      return;
    }
    if (delivered.isEmpty()) {
      var unused =
          timers.registerTimer(timers.getCurrentProcessingTime() + intervalMillis, t -> report());
    }
    delivered.merge(batch.distribution(), (long) batch.size(), Long::sum);
  }

  /** Says what was delivered since the last report. */
  void report() {
    delivered.forEach(DeliveryLog::say);
    delivered.clear();
  }

  private static void say(String distribution, long count) {
    LOG.info("✅ Successfully sent {} transactions for CF Distribution {}", count, distribution);
  }
}
