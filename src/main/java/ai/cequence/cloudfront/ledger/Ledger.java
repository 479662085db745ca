package ai.cequence.cloudfront.ledger;

import ai.cequence.cloudfront.transaction.TransactionBatch;
import ai.cequence.cloudfront.transaction.TransactionJson;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What one operator's subtask has counted since the last checkpoint, by distribution and hour.
 * Confined to the task's thread.
 *
 * <p>Bounded: where more than {@value #MOST_HOURS} distribution-hours come between two checkpoints,
 * the further ones are counted together in a row of their own, so that sums stay right.
 */
public final class Ledger {
  static final int MOST_HOURS = 10_000;
  static final DistributionHour OTHERS = new DistributionHour("others", DistributionHour.NO_HOUR);

  private Map<DistributionHour, HourCounts> hours = new HashMap<>();
  private String lastDistribution = "";
  private long lastHour = DistributionHour.NO_HOUR;
  private HourCounts last = new HourCounts();
  private LongSupplier held = () -> 0;
  private long settled;

  /** The counts of a request's distribution and hour. */
  public HourCounts of(String distribution, long requestMillis) {
    long hour = DistributionHour.hourOf(requestMillis);
    if (hour != lastHour || !distribution.equals(lastDistribution)) {
      last = of(new DistributionHour(distribution, hour));
      lastDistribution = distribution;
      lastHour = hour;
    }
    return last;
  }

  /** The counts of a row. */
  public HourCounts of(DistributionHour row) {
    HourCounts counts = hours.get(row);
    if (counts == null) {
      DistributionHour taken = hours.size() < MOST_HOURS ? row : OTHERS;
      counts = hours.computeIfAbsent(taken, r -> new HourCounts());
    }
    return counts;
  }

  /** Who knows how many transactions the sink holds at this moment. */
  public void heldBy(LongSupplier transactions) {
    held = transactions;
  }

  /** Transactions that the sink holds. */
  public long held() {
    return held.getAsLong();
  }

  /** Transactions delivered or dead-lettered since the task began. */
  public long settled() {
    return settled;
  }

  /** The Bridge has confirmed a batch. */
  public void delivered(TransactionBatch batch) {
    addAll(batch, LedgerCount.DELIVERED);
  }

  /** The dead letters of a batch are durable. */
  public void deadLettered(TransactionBatch batch) {
    addAll(batch, LedgerCount.DEAD_LETTERED);
  }

  /** Number of distribution-hours in hand. */
  public int size() {
    return hours.size();
  }

  /** Takes all counts out: the ledger is empty after. */
  Map<DistributionHour, HourCounts> take() {
    Map<DistributionHour, HourCounts> taken = hours;
    hours = new HashMap<>();
    lastHour = DistributionHour.NO_HOUR;
    return taken;
  }

  private void addAll(TransactionBatch batch, LedgerCount count) {
    settled += batch.size();
    int from = 0;
    while (from < batch.size()) {
      long millis = millis(batch, from);
      int to = endOfHour(batch, from, DistributionHour.hourOf(millis));
      of(batch.distribution(), millis).add(count, to - from);
      from = to;
    }
  }

  /** Index behind the last transaction of an hour: a batch is in the order of time. */
  private static int endOfHour(TransactionBatch batch, int from, long hour) {
    int low = from + 1;
    int high = batch.size();
    if (DistributionHour.hourOf(millis(batch, high - 1)) == hour) {
      return high;
    }
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (DistributionHour.hourOf(millis(batch, middle)) == hour) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static long millis(TransactionBatch batch, int index) {
    return TransactionJson.timestampMillis(batch.body(), batch.starts()[index]);
  }
}
