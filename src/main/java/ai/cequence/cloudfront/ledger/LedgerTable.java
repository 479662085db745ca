package ai.cequence.cloudfront.ledger;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The ledger's deltas added up. Of jobs that went on from each other's state, a later one replaces
 * what an earlier one counted behind the checkpoint that the later one began from.
 */
public final class LedgerTable {
  private static final String ROW = "%-22s %-17s %12s %12s %10s %12s %10s %12s %10s  %s%n";

  private final TreeMap<DistributionHour, HourCounts> rows =
      new TreeMap<>(
          Comparator.comparing(DistributionHour::distribution)
              .thenComparing(DistributionHour::hour));

  /**
   * Reads all deltas of a folder.
   *
   * @param part of the folder, such as {@code 2026/11/24}: the day on which they were written;
   *     empty: all
   */
  public static LedgerTable read(LedgerFolder folder, String part) throws IOException {
    return of(folder.read(part));
  }

  static LedgerTable of(List<LedgerDelta> deltas) {
    Map<String, Job> jobs = new HashMap<>();
    for (LedgerDelta delta : deltas) {
      jobs.computeIfAbsent(delta.origin().job(), id -> new Job()).add(delta);
    }
    LedgerTable table = new LedgerTable();
    for (LedgerDelta delta : deltas) {
      if (!isReplaced(delta, jobs)) {
        delta
            .hours()
            .forEach(
                (row, counts) ->
                    table.rows.computeIfAbsent(row, r -> new HourCounts()).addAll(counts));
      }
    }
    return table;
  }

  private static boolean isReplaced(LedgerDelta delta, Map<String, Job> jobs) {
    Job own = jobs.get(delta.origin().job());
    for (Job other : jobs.values()) {
      if (own != null
          && other.lineage.equals(own.lineage)
          && other.first.isAfter(own.first)
          && other.restoredFrom < delta.checkpoint()) {
        return true;
      }
    }
    return false;
  }

  /** What the deltas of one job tell of it. */
  private static final class Job {
    private String lineage = "";
    private Instant first = Instant.MAX;
    private long restoredFrom = Long.MAX_VALUE;

    void add(LedgerDelta delta) {
      lineage = delta.origin().lineage();
      first = delta.at().isBefore(first) ? delta.at() : first;
      restoredFrom = Math.min(restoredFrom, delta.origin().restoredFrom());
    }
  }

  /** Whether nothing was counted. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Sum of a count over all rows. */
  public long total(LedgerCount count) {
    return rows.values().stream().mapToLong(counts -> counts.get(count)).sum();
  }

  /** Rows where transactions are not delivered + duplicates + dead-lettered. */
  public long unbalanced() {
    return rows.values().stream().filter(counts -> open(counts) != 0).count();
  }

  /** Prints all rows, and marks those that do not balance. */
  public void print(PrintStream out) {
    out.printf(
        Locale.ROOT,
        ROW,
        "distribution",
        "hour (UTC)",
        "lines",
        "transactions",
        "duplicates",
        "delivered",
        "dead",
        "lag >1 h",
        "unbalanced",
        "seen from, to");
    rows.forEach((row, counts) -> print(out, row, counts));
    HourCounts sum = new HourCounts();
    rows.values().forEach(sum::addAll);
    print(out, new DistributionHour("all", DistributionHour.NO_HOUR), sum);
    printDuplicates(out, sum);
    printCoverage(out, sum);
    if (unbalanced() > 0) {
      out.printf(
          Locale.ROOT,
          "%n%,d rows are marked: transactions are on their way, a checkpoint is not complete yet,"
              + " or something is missing.%n",
          unbalanced());
    }
  }

  private static void print(PrintStream out, DistributionHour row, HourCounts counts) {
    long open = open(counts);
    String seen =
        counts.firstSeenMillis() == Long.MAX_VALUE
            ? ""
            : second(counts.firstSeenMillis()) + " " + second(counts.lastSeenMillis());
    out.printf(
        Locale.ROOT,
        ROW,
        row.distribution(),
        row.hourText().replace(":00:00Z", ":00"),
        grouped(counts.get(LedgerCount.LINES)),
        grouped(transactions(counts)),
        grouped(duplicates(counts)),
        grouped(counts.get(LedgerCount.DELIVERED)),
        grouped(counts.get(LedgerCount.DEAD_LETTERED)),
        grouped(counts.get(LedgerCount.LAG_DAY) + counts.get(LedgerCount.LAG_LONGER)),
        open == 0 ? "" : "! " + grouped(open),
        seen);
  }

  private static void printDuplicates(PrintStream out, HourCounts sum) {
    out.printf(
        Locale.ROOT,
        "%nDuplicates: %,d S3 after S3, %,d Kinesis after S3, %,d S3 after Kinesis, %,d Kinesis"
            + " after Kinesis%n",
        sum.get(LedgerCount.DUPLICATES_S3_S3),
        sum.get(LedgerCount.DUPLICATES_S3_KINESIS),
        sum.get(LedgerCount.DUPLICATES_KINESIS_S3),
        sum.get(LedgerCount.DUPLICATES_KINESIS_KINESIS));
    out.printf(
        Locale.ROOT,
        "Lag: %,d up to 1 min, %,d up to 10 min, %,d up to 1 h, %,d up to 24 h, %,d longer%n",
        sum.get(LedgerCount.LAG_MINUTE),
        sum.get(LedgerCount.LAG_TEN_MINUTES),
        sum.get(LedgerCount.LAG_HOUR),
        sum.get(LedgerCount.LAG_DAY),
        sum.get(LedgerCount.LAG_LONGER));
  }

  /** What the real-time logs missed of the requests that the standard logs have. */
  private static void printCoverage(PrintStream out, HourCounts sum) {
    if (sum.get(LedgerCount.TRANSACTIONS_S3) == 0
        || sum.get(LedgerCount.TRANSACTIONS_KINESIS) == 0) {
      return;
    }
    long inS3 = requestsInS3(sum);
    long missed = missedByRealTime(sum);
    out.printf(
        Locale.ROOT,
        "Real-time logs missed %,d of %,d requests that the standard logs have (%.3f %%)%n",
        missed,
        inS3,
        inS3 == 0 ? 0.0 : 100.0 * missed / inS3);
  }

  /** Requests that the standard logs have, each once. */
  static long requestsInS3(HourCounts counts) {
    return counts.get(LedgerCount.TRANSACTIONS_S3) - counts.get(LedgerCount.DUPLICATES_S3_S3);
  }

  /** Requests that were seen in standard logs and not in real-time logs. */
  static long missedByRealTime(HourCounts counts) {
    return requestsInS3(counts)
        - counts.get(LedgerCount.DUPLICATES_KINESIS_S3)
        - counts.get(LedgerCount.DUPLICATES_S3_KINESIS);
  }

  static long transactions(HourCounts counts) {
    return counts.get(LedgerCount.TRANSACTIONS_S3) + counts.get(LedgerCount.TRANSACTIONS_KINESIS);
  }

  static long duplicates(HourCounts counts) {
    return counts.get(LedgerCount.DUPLICATES_S3_S3)
        + counts.get(LedgerCount.DUPLICATES_S3_KINESIS)
        + counts.get(LedgerCount.DUPLICATES_KINESIS_S3)
        + counts.get(LedgerCount.DUPLICATES_KINESIS_KINESIS);
  }

  /** Transactions of which nobody knows what became of them. */
  static long open(HourCounts counts) {
    return transactions(counts)
        - duplicates(counts)
        - counts.get(LedgerCount.DELIVERED)
        - counts.get(LedgerCount.DEAD_LETTERED);
  }

  private static String second(long millis) {
    return Instant.ofEpochMilli(millis / 1000 * 1000).toString();
  }

  private static String grouped(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
