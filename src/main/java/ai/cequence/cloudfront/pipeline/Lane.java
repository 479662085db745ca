package ai.cequence.cloudfront.pipeline;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.state.MapState;

/**
 * The ids of one lane. Those of each epoch are in a table on the heap, and the same ids as a log of
 * blocks in keyed state; where the heap is short a table is given up for {@linkplain ColdIds cold
 * blocks}, which take the log's place in state.
 *
 * <p>All methods that get the state need the lane's key to be set.
 */
final class Lane {
  /** Ids of one epoch in a table. */
  private static final class HotEpoch {
    final long number;
    final IdTable ids;
    int blocks;

    HotEpoch(long number, IdTable ids) {
      this.number = number;
      this.ids = ids;
    }
  }

  private final IdHeap heap;

  /** Oldest first; a handful. */
  private final List<HotEpoch> hot = new ArrayList<>();

  /** Oldest epoch first. */
  private final List<ColdIds> cold = new ArrayList<>();

  private final LogTail tail = new LogTail();

  Lane(IdHeap heap) {
    this.heap = heap;
  }

  /** The bit that was added with an id, or {@link SeenId#ABSENT}. */
  int find(long high, long low, MapState<Long, byte[]> state) throws Exception {
    for (int i = hot.size() - 1; i >= 0; i--) {
      int bit = hot.get(i).ids.find(high, low);
      if (bit != SeenId.ABSENT) {
        return bit;
      }
    }
    for (int i = cold.size() - 1; i >= 0; i--) {
      int bit = cold.get(i).find(high, low, state);
      if (bit != SeenId.ABSENT) {
        return bit;
      }
    }
    return SeenId.ABSENT;
  }

  /** Adds an id that is not known, its bit in {@code low}. */
  void add(long epochNumber, long high, long low, MapState<Long, byte[]> state) throws Exception {
    HotEpoch epoch = hot.isEmpty() ? null : hot.get(hot.size() - 1);
    long before = 0;
    if (epoch == null || epoch.number < epochNumber) {
      settle(state);
      epoch = new HotEpoch(epochNumber, new IdTable());
      hot.add(epoch);
    } else {
      before = epoch.ids.bytes();
    }
    epoch.ids.add(high, low);
    heap.tables(1, epoch.ids.bytes() - before);
    tail.append(high, low);
    if (tail.isFull()) {
      settle(state);
    }
  }

  /** Writes what of the log is not in state yet. */
  void write(MapState<Long, byte[]> state) throws Exception {
    if (!tail.isChanged()) {
      return;
    }
    HotEpoch newest = hot.get(hot.size() - 1);
    state.put(BlockKey.of(newest.number, BlockKey.LOG, newest.blocks), tail.bytes());
    if (tail.isWorthSettling()) {
      newest.blocks++;
      tail.clear();
    }
  }

  boolean isChanged() {
    return tail.isChanged();
  }

  /**
   * Gives up the table of the oldest epoch that has one.
   *
   * @return false where its epoch has too many runs of cold blocks already
   */
  boolean cool(MapState<Long, byte[]> state) throws Exception {
    HotEpoch oldest = hot.get(0);
    int run = nextRun(oldest.number);
    if (run > BlockKey.MOST_RUNS) {
      return false;
    }
    ColdIds ids = ColdIds.write(oldest.number, run, oldest.ids, state);
    removeLog(oldest, state);
    hot.remove(0);
    heap.tables(-oldest.ids.size(), -oldest.ids.bytes());
    addCold(ids);
    return true;
  }

  /** Forgets an epoch and its blocks. */
  void forget(long epochNumber, MapState<Long, byte[]> state) throws Exception {
    for (Iterator<HotEpoch> epochs = hot.iterator(); epochs.hasNext(); ) {
      HotEpoch epoch = epochs.next();
      if (epoch.number == epochNumber) {
        removeLog(epoch, state);
        epochs.remove();
        heap.tables(-epoch.ids.size(), -epoch.ids.bytes());
      }
    }
    for (Iterator<ColdIds> runs = cold.iterator(); runs.hasNext(); ) {
      ColdIds ids = runs.next();
      if (ids.epoch() == epochNumber) {
        ids.remove(state);
        runs.remove();
        heap.cold(-ids.size(), -ids.bytes());
      }
    }
  }

  /** Rebuilds from state what is on the heap. */
  void restore(MapState<Long, byte[]> state) throws Exception {
    // In the order of their keys, which is that of epochs, runs and blocks.
    Map<Long, byte[]> blocks = new TreeMap<>();
    for (Map.Entry<Long, byte[]> block : state.entries()) {
      blocks.put(block.getKey(), block.getValue());
    }
    List<byte[]> run = new ArrayList<>();
    long last = 0;
    for (Map.Entry<Long, byte[]> block : blocks.entrySet()) {
      long key = block.getKey();
      if (!run.isEmpty() && !BlockKey.sameRun(last, key)) {
        restoreRun(last, run);
        run.clear();
      }
      run.add(block.getValue());
      last = key;
    }
    if (!run.isEmpty()) {
      restoreRun(last, run);
    }
  }

  private void restoreRun(long lastKey, List<byte[]> blocks) throws Exception {
    long epoch = BlockKey.epoch(lastKey);
    int run = BlockKey.run(lastKey);
    if (run != BlockKey.LOG) {
      addCold(ColdIds.restore(epoch, run, blocks));
      return;
    }
    HotEpoch restored = new HotEpoch(epoch, LogTail.read(blocks));
    restored.blocks = BlockKey.block(lastKey) + 1;
    hot.add(restored);
    heap.tables(restored.ids.size(), restored.ids.bytes());
  }

  /** Number of the oldest epoch, or {@code Long.MAX_VALUE} where there is none. */
  long oldestEpoch() {
    long oldestCold = cold.isEmpty() ? Long.MAX_VALUE : cold.get(0).epoch();
    return Math.min(oldestCold, oldestTable());
  }

  /** Number of the oldest epoch that has a table, or {@code Long.MAX_VALUE} where there is none. */
  long oldestTable() {
    return hot.isEmpty() ? Long.MAX_VALUE : hot.get(0).number;
  }

  private void addCold(ColdIds ids) {
    int at = cold.size();
    while (at > 0 && cold.get(at - 1).epoch() > ids.epoch()) {
      at--;
    }
    cold.add(at, ids);
    heap.cold(ids.size(), ids.bytes());
  }

  private int nextRun(long epoch) {
    int last = BlockKey.LOG;
    for (ColdIds ids : cold) {
      if (ids.epoch() == epoch) {
        last = Math.max(last, ids.run());
      }
    }
    return last + 1;
  }

  private void removeLog(HotEpoch epoch, MapState<Long, byte[]> state) throws Exception {
    boolean newest = epoch == hot.get(hot.size() - 1);
    int blocks = epoch.blocks + (newest && !tail.isEmpty() ? 1 : 0);
    for (int block = 0; block < blocks; block++) {
      state.remove(BlockKey.of(epoch.number, BlockKey.LOG, block));
    }
    if (newest) {
      tail.clear();
    }
  }

  /** Writes the growing block for the last time. */
  private void settle(MapState<Long, byte[]> state) throws Exception {
    if (tail.isEmpty()) {
      return;
    }
    HotEpoch newest = hot.get(hot.size() - 1);
    if (tail.isChanged()) {
      state.put(BlockKey.of(newest.number, BlockKey.LOG, newest.blocks), tail.bytes());
    }
    newest.blocks++;
    tail.clear();
  }
}
