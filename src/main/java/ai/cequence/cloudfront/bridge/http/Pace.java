package ai.cequence.cloudfront.bridge.http;

/**
 * How many requests may be under way, and when the next may start: what one request learned holds
 * for all of the process. Confined to the client's thread.
 *
 * <p>From a failure to the next answer one request at a time asks whether the Bridge lives: the
 * first at once, the others half a second apart. Requests that were under way before say nothing
 * new if they fail too, and keep nobody from asking. After {@value #DOWN_AFTER} failures in a row
 * the Bridge counts as down, and the time between two requests grows to up to ten seconds.
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
  private long starts;
  private long probe;
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

  private boolean isFailing() {
    return failuresInARow > 0;
  }

  /** Requests that may be under way at once. */
  int allowed() {
    return isFailing() ? 1 : concurrency.allowed();
  }

  /**
   * @param underWay requests that are under way now
   */
  boolean mayStart(int underWay, long now) {
    if (now < notBefore()) {
      return false;
    }
    return isFailing() ? probe == 0 : underWay < concurrency.allowed();
  }

  /** No request may start before this, milliseconds since the epoch. */
  long notBefore() {
    return isFailing() ? Math.max(askedUntil, nextProbe) : askedUntil;
  }

  /** Time of the first failure since the last answer, milliseconds since the epoch; 0: none. */
  long failingSince() {
    return failingSince;
  }

  /** The Bridge asks to be left alone for a time; that holds whatever else it answers. */
  void askedToWait(long millis, long now) {
    askedUntil = Math.max(askedUntil, now + millis);
  }

  /** A request starts; the number is its name in here. */
  long started(long now) {
    starts++;
    if (isFailing()) {
      probe = starts;
      nextProbe = now + SHORTEST_PROBE_MILLIS;
    }
    return starts;
  }

  /** No answer, or one that says nothing of the request itself. */
  void failed(long start, long now) {
    concurrency.failed();
    if (isFailing() && start != probe) {
      return;
    }
    probe = 0;
    failuresInARow++;
    if (failingSince == 0) {
      failingSince = now;
    }
    if (isDown()) {
      long millis = probes.delayMillis(failuresInARow - DOWN_AFTER + 1);
      nextProbe = now + Math.max(SHORTEST_PROBE_MILLIS, millis);
    }
  }

  /** The request is to be repeated before anything follows from it. */
  void undecided(long start) {
    if (start == probe) {
      probe = 0;
    }
  }

  /** The Bridge judged a request, whatever it said. */
  void answered() {
    failuresInARow = 0;
    probe = 0;
    failingSince = 0;
    nextProbe = 0;
  }

  void delivered() {
    concurrency.succeeded();
  }
}
