package ai.cequence.cloudfront.bridge.http;

/**
 * Says yes at most once in a time: keeps a repeated complaint to a line a minute. Confined to one
 * thread.
 */
final class OncePer {
  private final long millis;
  private long next = Long.MIN_VALUE;

  OncePer(long millis) {
    this.millis = millis;
  }

  boolean isDue(long nowMillis) {
    if (nowMillis < next) {
      return false;
    }
    next = nowMillis + millis;
    return true;
  }

  void reset() {
    next = Long.MIN_VALUE;
  }
}
