package ai.cequence.cloudfront.bridge.http;

import java.util.function.DoubleSupplier;

/**
 * Exponential backoff with full jitter: a random time between zero and a bound that doubles with
 * each failure up to a cap.
 *
 * @param baseMillis bound after the first failure
 * @param capMillis highest bound
 * @param random uniform in [0, 1)
 */
record Backoff(long baseMillis, long capMillis, DoubleSupplier random) {

  Backoff {
    if (baseMillis < 1 || capMillis < baseMillis) {
      throw new IllegalArgumentException(
          "Expected a bound of at least 1 ms and a highest one not below it, found "
              + baseMillis
              + " and "
              + capMillis);
    }
  }

  /**
   * Time to wait after a number of failures in a row.
   *
   * @param failures at least 1
   * @return milliseconds, at least 1
   */
  long delayMillis(int failures) {
    if (failures < 1) {
      throw new IllegalArgumentException("Expected at least one failure, found " + failures);
    }
    int doublings = Math.min(failures - 1, Long.SIZE - 1);
    // The cap is halved and not the bound doubled, which may overflow before it is compared.
    long bound = capMillis >> doublings >= baseMillis ? baseMillis << doublings : capMillis;
    return Math.max(1, (long) (random.getAsDouble() * bound));
  }
}
