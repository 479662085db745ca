package ai.cequence.cloudfront.pipeline;

import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ids that one subtask knows, by lane, and the clock by which it forgets them.
 *
 * <p>Above its budget of heap it gives up the tables of the oldest epochs for cold blocks, one lane
 * at a time, and stays exact. Only where the filters of those leave less than a quarter of the
 * budget to tables is the oldest epoch forgotten early; {@link #horizonMillis} then says for how
 * long an id is known.
 */
final class KnownIds {
  private static final Logger LOG = LoggerFactory.getLogger(KnownIds.class);
  private static final long SHORTEST_EPOCH_MILLIS = 100;
  private static final long FILTERS_SHARE_PERCENT = 75;

  /** Makes keyed state show a lane. */
  interface LaneSelector {
    void select(int lane);
  }

  private final long ttlMillis;
  private final long epochMillis;
  private final long budgetBytes;
  private final MapState<Long, byte[]> blocks;
  private final ValueState<Long> forgottenBefore;
  private final LaneSelector selector;
  private final IdHeap heap = new IdHeap();
  private final @Nullable Lane[] lanes = new Lane[Lanes.COUNT];

  private long epoch = Long.MIN_VALUE;
  private long nextExpiry;
  private int cursor;

  /** Ids seen before this may be forgotten, whatever the ttl: the latest of the own lanes. */
  private volatile long forgottenBeforeMillis = Long.MIN_VALUE;

  /**
   * @param budgetBytes of heap
   * @param blocks keyed state: a lane's ids
   * @param forgottenBefore keyed state: those of a lane's ids that were seen before this moment may
   *     be forgotten, whatever the ttl
   */
  KnownIds(
      long ttlMillis,
      long budgetBytes,
      MapState<Long, byte[]> blocks,
      ValueState<Long> forgottenBefore,
      LaneSelector selector) {
    this.ttlMillis = ttlMillis;
    this.epochMillis = Math.max(SHORTEST_EPOCH_MILLIS, ttlMillis / DedupOperator.EPOCHS_A_TTL);
    this.budgetBytes = budgetBytes;
    this.blocks = blocks;
    this.forgottenBefore = forgottenBefore;
    this.selector = selector;
  }

  /** Takes up what keyed state holds of this subtask's lanes. */
  void restore(KeyGroupRange own, long nowMillis) throws Exception {
    for (int number = own.getStartKeyGroup(); number <= own.getEndKeyGroup(); number++) {
      Lane lane = new Lane(heap);
      lanes[number] = lane;
      selector.select(number);
      lane.restore(blocks);
      Long before = forgottenBefore.value();
      if (before != null) {
        forgottenBeforeMillis = Math.max(forgottenBeforeMillis, before);
      }
      if (heap.bytes() > budgetBytes) {
        makeRoom(nowMillis);
      }
    }
  }

  /**
   * The bit with which an id was added, or {@link SeenId#ABSENT} where it was not known and is from
   * now on. The keyed state shows the id's lane.
   *
   * @param low with the source's bit
   */
  int findOrAdd(long high, long low, long nowMillis) throws Exception {
    int number = Lanes.laneOf(high);
    if (nowMillis >= nextExpiry) {
      expire(nowMillis);
      selector.select(number);
    }
    Lane lane = lane(number);
    int known = lane.find(high, low, blocks);
    if (known != SeenId.ABSENT) {
      return known;
    }
    epoch = Math.max(epoch, Math.floorDiv(nowMillis, epochMillis));
    lane.add(epoch, high, low, blocks);
    if (heap.bytes() > budgetBytes) {
      makeRoom(nowMillis);
    }
    return SeenId.ABSENT;
  }

  /** Writes to keyed state what is not in it yet. */
  void write() throws Exception {
    for (int number = 0; number < lanes.length; number++) {
      Lane lane = lanes[number];
      if (lane != null && lane.isChanged()) {
        selector.select(number);
        lane.write(blocks);
      }
    }
  }

  IdHeap heap() {
    return heap;
  }

  /** How long an id is known at least: the ttl, or less where the budget did not suffice. */
  long horizonMillis(long nowMillis) {
    long forgotten = forgottenBeforeMillis;
    return forgotten == Long.MIN_VALUE
        ? ttlMillis
        : Math.max(0, Math.min(ttlMillis, nowMillis - forgotten));
  }

  /** Forgets every epoch whose last moment is older than the ttl. */
  private void expire(long now) throws Exception {
    long oldest;
    while ((oldest = oldestEpoch()) != Long.MAX_VALUE && end(oldest) + ttlMillis <= now) {
      forget(oldest);
    }
    nextExpiry =
        oldest == Long.MAX_VALUE
            ? now + epochMillis
            : Math.min(end(oldest) + ttlMillis, now + epochMillis);
  }

  private void makeRoom(long now) throws Exception {
    while (heap.bytes() > budgetBytes) {
      long oldestTable = oldestTable();
      boolean filtersFit = heap.filterBytes() * 100 <= budgetBytes * FILTERS_SHARE_PERCENT;
      if (!filtersFit || oldestTable == Long.MAX_VALUE || !coolNext(oldestTable)) {
        if (oldestEpoch() == Long.MAX_VALUE) {
          return;
        }
        forgetEarly(now);
      }
    }
  }

  /** Cools the next lane with a table of an epoch; the lanes take turns. */
  private boolean coolNext(long epochNumber) throws Exception {
    for (int i = 0; i < lanes.length; i++) {
      cursor = (cursor + 1) % lanes.length;
      Lane lane = lanes[cursor];
      if (lane != null && lane.oldestTable() == epochNumber) {
        selector.select(cursor);
        return lane.cool(blocks);
      }
    }
    return false;
  }

  private void forgetEarly(long now) throws Exception {
    long oldest = oldestEpoch();
    forget(oldest);
    forgottenBeforeMillis = Math.max(forgottenBeforeMillis, Math.min(now, end(oldest)));
    rememberForgotten();
    LOG.warn(
        "dedup/heap of {} MB is full: ids older than {} s are forgotten before dedup/ttl, so later"
            + " repeats of theirs are sent again; give more heap or more subtasks",
        budgetBytes / 1_000_000,
        horizonMillis(now) / 1000);
  }

  /**
   * Puts the horizon beside the ids of every lane here, also where it is an earlier one than
   * another lane has brought: after a rescale a lane may stand alone.
   */
  private void rememberForgotten() throws Exception {
    for (int number = 0; number < lanes.length; number++) {
      if (lanes[number] != null) {
        selector.select(number);
        forgottenBefore.update(forgottenBeforeMillis);
      }
    }
  }

  private void forget(long epochNumber) throws Exception {
    for (int number = 0; number < lanes.length; number++) {
      Lane lane = lanes[number];
      if (lane != null && lane.oldestEpoch() == epochNumber) {
        selector.select(number);
        lane.forget(epochNumber, blocks);
      }
    }
  }

  private long oldestEpoch() {
    long oldest = Long.MAX_VALUE;
    for (Lane lane : lanes) {
      if (lane != null) {
        oldest = Math.min(oldest, lane.oldestEpoch());
      }
    }
    return oldest;
  }

  private long oldestTable() {
    long oldest = Long.MAX_VALUE;
    for (Lane lane : lanes) {
      if (lane != null) {
        oldest = Math.min(oldest, lane.oldestTable());
      }
    }
    return oldest;
  }

  private Lane lane(int number) {
    Lane lane = lanes[number];
    if (lane == null) {
      throw new IllegalStateException(
          "Expected ids of this subtask's lanes, found one of lane " + number);
    }
    return lane;
  }

  private long end(long epochNumber) {
    return (epochNumber + 1) * epochMillis;
  }
}
