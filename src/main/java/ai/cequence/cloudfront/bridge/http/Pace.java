package ai.cequence.cloudfront.bridge.http;

/**
 * How many requests may be under way, and when the next may start: what one request learned holds
 * for all of the process. Confined to the client's thread.
 *
 * <p>After {@value #DOWN_AFTER} failures in a row the Bridge counts as down: then one request at a
 * time asks whether it is back, first after about a second, in the end after up to ten.
 */
final class Pace {
  static final int DOWN_AFTER = 5;

  private static final long PROBE_BASE_MILLIS = 1_000;
  private static final long PROBE_CAP_MILLIS = 10_000;

  /** Full jitter may say "at once"; an outage is not asked about more than twice a second. */
  private static final long SHORTEST_PROBE_MILLIS = 500;

  private final Concurrency concurrency;
  private final Backoff probes;

  private int failuresInARow;
  private long failingSince;
  private long askedUntil;
  private long nextProbe;

  /**
   * @param maxInFlight most requests at once
   * @param random uniform in [0, 1)
   */
  Pace(int maxInFlight, java.util.function.DoubleSupplier random) {
    concurrency = new Concurrency(maxInFlight);
    probes = new Backoff(PROBE_BASE_MILLIS, PROBE_CAP_MILLIS, random);
  }

  boolean isDown() {
    return failuresInARow >= DOWN_AFTER;
  }

  /** Requests that may be under way at once. */
  int allowed() {
    return isDown() ? 1 : concurrency.allowed();
  }

  /** No request may start before this, milliseconds since the epoch. */
  long notBefore() {
    return isDown() ? Math.max(askedUntil, nextProbe) : askedUntil;
  }

  /** Time of the first failure since the last answer, milliseconds since the epoch; 0: none. */
  long failingSince() {
    return failingSince;
  }

  /** The Bridge asks to be left alone for a time; that holds whatever else it answers. */
  void askedToWait(long millis, long now) {
    askedUntil = Math.max(askedUntil, now + millis);
  }

  /** No answer, or one that says nothing of the request itself. */
  void failed(long now) {
    concurrency.failed();
    failuresInARow++;
    if (failingSince == 0) {
      failingSince = now;
    }
    if (isDown()) {
      long millis = probes.delayMillis(failuresInARow - DOWN_AFTER + 1);
      nextProbe = now + Math.max(SHORTEST_PROBE_MILLIS, millis);
    }
  }

  /** The Bridge judged a request, whatever it said. */
  void answered() {
    failuresInARow = 0;
    failingSince = 0;
  }

  void delivered() {
    concurrency.succeeded();
  }
}
