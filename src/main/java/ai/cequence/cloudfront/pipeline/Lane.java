package ai.cequence.cloudfront.pipeline;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.MapState;
import org.jspecify.annotations.Nullable;

/**
 * The ids of one lane: a table for each epoch on the heap, and the same ids as a log of blocks in
 * keyed state. A block is ids of 16 bytes each; its key is the epoch and a number.
 *
 * <p>The last block of the newest epoch grows here and is written when it is full and at each
 * checkpoint. A block of more than {@value #SETTLED_BYTES} bytes is never written again, so that
 * checkpoints stay incremental; a smaller one is, so that they do not leave crumbs.
 */
final class Lane {
  static final int BLOCK_BYTES = 64 * 1024;
  static final int SETTLED_BYTES = 8 * 1024;

  /** One epoch's ids. */
  private static final class Epoch {
    final long number;
    final IdTable ids = new IdTable();
    int blocks;

    Epoch(long number) {
      this.number = number;
    }
  }

  /** Oldest first; a handful. */
  private final List<Epoch> epochs = new ArrayList<>();

  private @Nullable ByteBuffer tail;
  private boolean tailChanged;

  /** Whether an id is known in any epoch. */
  boolean contains(long high, long low) {
    for (int i = epochs.size() - 1; i >= 0; i--) {
      if (epochs.get(i).ids.contains(high, low)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Adds an id that is not known.
   *
   * @param state keyed state with this lane's key set
   * @return bytes of heap that the lane's tables grew by
   */
  long add(long epochNumber, long high, long low, MapState<Long, byte[]> state) throws Exception {
    Epoch epoch = epochs.isEmpty() ? null : epochs.get(epochs.size() - 1);
    long before = 0;
    if (epoch == null || epoch.number < epochNumber) {
      settle(state);
      epoch = new Epoch(epochNumber);
      epochs.add(epoch);
    } else {
      before = epoch.ids.bytes();
    }
    epoch.ids.add(high, low);
    append(high, low);
    if (tailSize() >= BLOCK_BYTES) {
      settle(state);
    }
    return epoch.ids.bytes() - before;
  }

  /** Writes the growing block to state, where it has changed. The lane's key is set. */
  void write(MapState<Long, byte[]> state) throws Exception {
    if (!tailChanged) {
      return;
    }
    if (tailSize() >= SETTLED_BYTES) {
      settle(state);
    } else {
      put(state);
    }
  }

  boolean isChanged() {
    return tailChanged;
  }

  /**
   * Forgets an epoch and its blocks. The lane's key is set.
   *
   * @return bytes of heap set free
   */
  long forget(long epochNumber, MapState<Long, byte[]> state) throws Exception {
    for (int i = 0; i < epochs.size(); i++) {
      Epoch epoch = epochs.get(i);
      if (epoch.number != epochNumber) {
        continue;
      }
      boolean newest = i == epochs.size() - 1;
      int blocks = epoch.blocks + (newest && tail != null ? 1 : 0);
      for (int block = 0; block < blocks; block++) {
        state.remove(key(epochNumber, block));
      }
      if (newest) {
        tail = null;
        tailChanged = false;
      }
      epochs.remove(i);
      return epoch.ids.bytes();
    }
    return 0;
  }

  /**
   * Rebuilds the tables from state. The lane's key is set.
   *
   * @return bytes of heap that the tables take
   */
  long restore(MapState<Long, byte[]> state) throws Exception {
    for (Map.Entry<Long, byte[]> block : state.entries()) {
      long number = block.getKey() >> 32;
      Epoch epoch = epoch(number);
      epoch.blocks = Math.max(epoch.blocks, (int) (long) block.getKey() + 1);
      ByteBuffer ids = ByteBuffer.wrap(block.getValue());
      while (ids.hasRemaining()) {
        epoch.ids.add(ids.getLong(), ids.getLong());
      }
    }
    return epochs.stream().mapToLong(epoch -> epoch.ids.bytes()).sum();
  }

  /** Number of the oldest epoch, or {@code Long.MAX_VALUE} where there is none. */
  long oldestEpoch() {
    return epochs.isEmpty() ? Long.MAX_VALUE : epochs.get(0).number;
  }

  long ids() {
    return epochs.stream().mapToLong(epoch -> epoch.ids.size()).sum();
  }

  private Epoch epoch(long number) {
    int at = 0;
    while (at < epochs.size() && epochs.get(at).number < number) {
      at++;
    }
    if (at == epochs.size() || epochs.get(at).number != number) {
      epochs.add(at, new Epoch(number));
    }
    return epochs.get(at);
  }

  private int tailSize() {
    return tail == null ? 0 : tail.position();
  }

  private void append(long high, long low) {
    ByteBuffer block = tail;
    if (block == null) {
      block = ByteBuffer.allocate(256);
    } else if (block.remaining() < 16) {
      block = ByteBuffer.allocate(Math.min(BLOCK_BYTES, block.capacity() * 2)).put(block.flip());
    }
    block.putLong(high).putLong(low);
    tail = block;
    tailChanged = true;
  }

  /** Writes the growing block for the last time. */
  private void settle(MapState<Long, byte[]> state) throws Exception {
    if (tail == null) {
      return;
    }
    put(state);
    epochs.get(epochs.size() - 1).blocks++;
    tail = null;
  }

  private void put(MapState<Long, byte[]> state) throws Exception {
    ByteBuffer block = tail;
    if (block != null && tailChanged) {
      Epoch newest = epochs.get(epochs.size() - 1);
      byte[] bytes = new byte[block.position()];
      block.get(0, bytes);
      state.put(key(newest.number, newest.blocks), bytes);
    }
    tailChanged = false;
  }

  private static long key(long epoch, int block) {
    return epoch << 32 | block;
  }
}
