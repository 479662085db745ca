package ai.cequence.cloudfront.bridge;

import ai.cequence.cloudfront.transaction.TransactionBatch;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The line that operators search for: a line a request, or one a distribution and interval.
 * Confined to one thread.
 */
final class DeliveryLog {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryLog.class);

  private final long intervalMillis;
  private final Clock clock;
  private final Map<String, Long> delivered = new TreeMap<>();
  private long nextReport;

  /**
   * @param interval zero: a line a request
   */
  DeliveryLog(Duration interval, Clock clock) {
    this.intervalMillis = interval.toMillis();
    this.clock = clock;
    this.nextReport = clock.millis() + intervalMillis;
  }

  void delivered(TransactionBatch batch) {
    if (intervalMillis == 0) {
      say(batch.distribution(), batch.size());
      return;
    }
    delivered.merge(batch.distribution(), (long) batch.size(), Long::sum);
    if (clock.millis() >= nextReport) {
      report();
    }
  }

  /** Says what was delivered since the last report. */
  void report() {
    delivered.forEach(DeliveryLog::say);
    delivered.clear();
    nextReport = clock.millis() + intervalMillis;
  }

  private static void say(String distribution, long count) {
    LOG.info("✅ Successfully sent {} transactions for CF Distribution {}", count, distribution);
  }
}
