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

  /**
   * Time to wait after a number of failures in a row.
   *
   * @param failures at least 1
   * @return milliseconds, at least 1
   */
  long delayMillis(int failures) {
    // Past 30 doublings any base is above any cap; a longer shift would overflow.
    long bound = failures > 30 ? capMillis : Math.min(capMillis, baseMillis << (failures - 1));
    return Math.max(1, (long) (random.getAsDouble() * bound));
  }
}
