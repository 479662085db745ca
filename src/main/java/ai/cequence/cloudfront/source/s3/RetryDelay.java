package ai.cequence.cloudfront.source.s3;

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

  public RetryDelay {
    if (first.toMillis() < 1 || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "Expected a bound of at least 1 ms and a highest one not below it, found "
              + first
              + " and "
              + longest);
    }
  }

  /**
   * How long to wait.
   *
   * @param attempt failures so far, from 1
   */
  public Duration after(int attempt) {
    if (attempt < 1) {
      throw new IllegalArgumentException("Expected at least one failure, found " + attempt);
    }
    int doublings = Math.min(attempt - 1, Long.SIZE - 1);
    // The longest is halved and not the first doubled, which may overflow before it is compared.
    long bound =
        longest.toMillis() >> doublings >= first.toMillis()
            ? first.toMillis() << doublings
            : longest.toMillis();
    return Duration.ofMillis(Math.round(bound * random.getAsDouble()));
  }
}
