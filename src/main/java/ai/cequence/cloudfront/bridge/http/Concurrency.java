package ai.cequence.cloudfront.bridge.http;

/**
 * How many requests may be under way: one more after each success, half after a failure, between 1
 * and the limit. Confined to the client's thread.
 */
final class Concurrency {
  private final int limit;
  private int allowed;

  Concurrency(int limit) {
    this.limit = limit;
    this.allowed = limit;
  }

  int allowed() {
    return allowed;
  }

  void succeeded() {
    allowed = Math.min(limit, allowed + 1);
  }

  void failed() {
    allowed = Math.max(1, allowed / 2);
  }
}
