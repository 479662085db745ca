package ai.cequence.cloudfront.metrics;

/**
 * The counts of a run's summary. In a drained job
 *
 * <pre>
 * lines        = directives + transactions + skipped + rejected
 * transactions = duplicates + delivered + deadLettered
 * </pre>
 */
public enum RunCount {
  /** Objects begun; shown while a run goes on, no part of the summary. */
  OBJECTS("objects"),
  LINES("lines"),
  DIRECTIVES("directives"),
  TRANSACTIONS("transactions"),
  SKIPPED("skipped"),
  REJECTED("rejected"),
  DUPLICATES("duplicates"),
  DELIVERED("delivered"),
  DEAD_LETTERED("deadLettered"),
  REQUESTS("requests"),
  RETRIES("retries");

  private final String key;

  RunCount(String key) {
    this.key = key;
  }

  /** The member's name in the summary file. */
  public String key() {
    return key;
  }
}
