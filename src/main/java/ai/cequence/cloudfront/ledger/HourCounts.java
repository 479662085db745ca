package ai.cequence.cloudfront.ledger;

/** Counts of one distribution and hour. Used by one thread. */
public final class HourCounts {
  private static final int COUNTS = LedgerCount.values().length;

  private final long[] counts = new long[COUNTS];
  private long firstSeenMillis = Long.MAX_VALUE;
  private long lastSeenMillis = Long.MIN_VALUE;

  public void add(LedgerCount count, long n) {
    counts[count.ordinal()] += n;
  }

  /**
   * A transaction of this hour was seen.
   *
   * @param nowMillis since the epoch
   */
  public void seen(long nowMillis) {
    firstSeenMillis = Math.min(firstSeenMillis, nowMillis);
    lastSeenMillis = Math.max(lastSeenMillis, nowMillis);
  }

  long get(LedgerCount count) {
    return counts[count.ordinal()];
  }

  /** {@code Long.MAX_VALUE} where nothing was seen. */
  long firstSeenMillis() {
    return firstSeenMillis;
  }

  /** {@code Long.MIN_VALUE} where nothing was seen. */
  long lastSeenMillis() {
    return lastSeenMillis;
  }

  void addAll(HourCounts more) {
    for (int i = 0; i < COUNTS; i++) {
      counts[i] += more.counts[i];
    }
    firstSeenMillis = Math.min(firstSeenMillis, more.firstSeenMillis);
    lastSeenMillis = Math.max(lastSeenMillis, more.lastSeenMillis);
  }
}
