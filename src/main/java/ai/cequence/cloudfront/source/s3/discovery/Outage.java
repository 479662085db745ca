package ai.cequence.cloudfront.source.s3.discovery;

import ai.cequence.cloudfront.source.s3.RetryDelay;
import java.time.Duration;
import java.time.Instant;
import org.apache.flink.util.FlinkRuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * Calls for one folder, or to the queue, that fail: each failure waits longer, and after long
 * enough without success the job ends. The time counts from the first failure, since between two
 * calls that succeed an hour may lie.
 */
final class Outage {
  private final RetryDelay delay;
  private final Duration longest;
  private final String expected;
  private @Nullable Instant failingSince;
  private int failures;

  /**
   * @param longest time without any success after which the job ends
   * @param expected the calls, as a message names them
   */
  Outage(RetryDelay delay, Duration longest, String expected) {
    this.delay = delay;
    this.longest = longest;
    this.expected = expected;
  }

  void succeeded() {
    failingSince = null;
    failures = 0;
  }

  /**
   * How long to wait.
   *
   * @param steadyNow the present by a clock that never goes back
   * @throws FlinkRuntimeException where it has lasted too long
   */
  Duration failed(Instant steadyNow, @Nullable Throwable cause) {
    failures++;
    if (failingSince == null) {
      failingSince = steadyNow;
    }
    Duration lasted = Duration.between(failingSince, steadyNow);
    if (lasted.compareTo(longest) >= 0) {
      throw new FlinkRuntimeException(
          "Expected "
              + expected
              + " to succeed within "
              + longest.toMinutes()
              + " min (source/s3.listing-timeout), found only failures for "
              + lasted.toMinutes()
              + " min; the job ends",
          cause);
    }
    return delay.after(failures);
  }
}
