package ai.cequence.cloudfront.source.s3.discovery;

import ai.cequence.cloudfront.source.s3.reader.RetryDelay;
import java.time.Duration;
import java.time.Instant;
import org.apache.flink.util.FlinkRuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * Listings that fail: each failure waits longer, and after long enough without success all ends.
 */
final class Outage {
  private final RetryDelay delay;
  private final Duration longest;
  private Instant lastSuccess;
  private int failures;

  /**
   * @param longest time without any success after which the job ends
   */
  Outage(RetryDelay delay, Duration longest, Instant now) {
    this.delay = delay;
    this.longest = longest;
    this.lastSuccess = now;
  }

  void succeeded(Instant now) {
    lastSuccess = now;
    failures = 0;
  }

  /**
   * How long to wait.
   *
   * @throws FlinkRuntimeException where it has lasted too long
   */
  Duration failed(Instant now, @Nullable Throwable cause) {
    failures++;
    Duration lasted = Duration.between(lastSuccess, now);
    if (lasted.compareTo(longest) >= 0) {
      throw new FlinkRuntimeException(
          "Expected a listing to succeed within "
              + longest.toMinutes()
              + " min (source/s3.listing-timeout), found only failures for "
              + lasted.toMinutes()
              + " min; the job ends",
          cause);
    }
    return delay.after(failures);
  }
}
