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
    for (int i = 0; i < batch.size(); i++) {
      long millis = TransactionJson.timestampMillis(batch.body(), batch.starts()[i]);
      of(batch.distribution(), millis).add(count, 1);
    }
  }
}
