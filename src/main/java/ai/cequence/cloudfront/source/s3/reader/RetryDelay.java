package ai.cequence.cloudfront.source.s3.reader;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Waiting times that double, with full jitter.
 *
 * @param first upper bound of the first
 * @param longest upper bound of all
 * @param random from 0 to 1
 */
public record RetryDelay(Duration first, Duration longest, DoubleSupplier random) {

  /**
   * How long to wait.
   *
   * @param attempt failures so far, from 1
   */
  public Duration after(int attempt) {
    long bound = longest.toMillis();
    int doublings = Math.max(0, attempt - 1);
    if (doublings < 30) {
      bound = Math.min(bound, first.toMillis() << doublings);
    }
    return Duration.ofMillis(Math.round(bound * random.getAsDouble()));
  }
}
