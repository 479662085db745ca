package ai.cequence.cloudfront.pipeline;

import java.nio.ByteBuffer;
import org.apache.flink.api.common.state.MapState;

/**
 * Ids that lie sorted in blocks of keyed state, and what of them is on the heap: a filter of 12
 * bits an id and the lowest key of each block. A look-up that the filter lets through (each known
 * id, and one in about two hundred others) reads one block and searches it.
 *
 * <p>The filter is a split block Bloom filter: an id sets one bit in each of the eight words of one
 * block, so that a look-up touches one cache line.
 */
final class ColdIds {
  /** Ids of a block: 4 KB. */
  static final int BLOCK_IDS = 256;

  private static final int FILTER_BITS_AN_ID = 12;
  private static final int WORDS = 8;
  private static final int[] SALTS = {
    0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31
  };

  private final long epoch;
  private final int run;
  private final int[] filter;
  private final int[] lowestKeys;
  private int size;

  private ColdIds(long epoch, int run, int expected) {
    this.epoch = epoch;
    this.run = run;
    long bits = Math.max(1, expected) * (long) FILTER_BITS_AN_ID;
    this.filter = new int[WORDS * (int) ((bits + 255) / 256)];
    this.lowestKeys = new int[(expected + BLOCK_IDS - 1) / BLOCK_IDS];
  }

  /**
   * Writes a table's ids to state.
   *
   * @param run tells runs of one epoch apart
   * @param state keyed state with the lane's key set
   */
  static ColdIds write(long epoch, int run, IdTable ids, MapState<Long, byte[]> state)
      throws Exception {
    ColdIds cold = new ColdIds(epoch, run, ids.size());
    ByteBuffer block = ByteBuffer.allocate(BLOCK_IDS * SeenId.BYTES);
    ids.forEach(
        (high, low) -> {
          block.putLong(high).putLong(low);
          cold.remember(high, low);
          if (!block.hasRemaining()) {
            cold.put(block, state);
          }
        });
    if (block.position() > 0) {
      cold.put(block, state);
    }
    return cold;
  }

  /**
   * Rebuilds the heap's part.
   *
   * @param blocks all of the run, in their order
   */
  static ColdIds restore(long epoch, int run, Iterable<byte[]> blocks) {
    int count = 0;
    for (byte[] block : blocks) {
      count += block.length / SeenId.BYTES;
    }
    ColdIds cold = new ColdIds(epoch, run, count);
    for (byte[] block : blocks) {
      ByteBuffer ids = ByteBuffer.wrap(block);
      while (ids.hasRemaining()) {
        cold.remember(ids.getLong(), ids.getLong());
      }
    }
    return cold;
  }

  /**
   * The bit that was added with an id, or {@link SeenId#ABSENT}.
   *
   * @param state keyed state with the lane's key set
   */
  int find(long high, long low, MapState<Long, byte[]> state) throws Exception {
    return mayHold(high, low) ? search(high, low, state) : SeenId.ABSENT;
  }

  long epoch() {
    return epoch;
  }

  int run() {
    return run;
  }

  int size() {
    return size;
  }

  /** Heap that this takes. */
  long bytes() {
    return 4L * (filter.length + lowestKeys.length);
  }

  /** Removes the blocks from state. The lane's key is set. */
  void remove(MapState<Long, byte[]> state) throws Exception {
    for (int block = 0; block < lowestKeys.length; block++) {
      state.remove(BlockKey.of(epoch, run, block));
    }
  }

  boolean mayHold(long high, long low) {
    int at = filterBlock(high);
    int hash = filterHash(low);
    for (int word = 0; word < WORDS; word++) {
      if ((filter[at + word] & bit(hash, word)) == 0) {
        return false;
      }
    }
    return true;
  }

  private int search(long high, long low, MapState<Long, byte[]> state) throws Exception {
    long key = SeenId.sortKey(low);
    // Ids of equal keys may lie on both sides of a border between blocks.
    int block = Math.max(0, firstBlockFrom(key) - 1);
    do {
      byte[] bytes = state.get(BlockKey.of(epoch, run, block));
      if (bytes == null) {
        throw new IllegalStateException(
            "Expected block " + block + " of epoch " + epoch + ", run " + run + ", found none");
      }
      int bit = search(ByteBuffer.wrap(bytes), high, low);
      if (bit != SeenId.ABSENT) {
        return bit;
      }
      block++;
    } while (block < lowestKeys.length && Integer.toUnsignedLong(lowestKeys[block]) <= key);
    return SeenId.ABSENT;
  }

  private static int search(ByteBuffer ids, long high, long low) {
    long key = SeenId.sortKey(low);
    int from = 0;
    int to = ids.limit() / SeenId.BYTES;
    int end = to;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (SeenId.sortKey(ids.getLong(middle * SeenId.BYTES + 8)) < key) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    for (int i = from; i < end; i++) {
      long otherLow = ids.getLong(i * SeenId.BYTES + 8);
      if (SeenId.sortKey(otherLow) != key) {
        return SeenId.ABSENT;
      }
      if (ids.getLong(i * SeenId.BYTES) == high && ((otherLow ^ low) & SeenId.ID_BITS) == 0) {
        return SeenId.bit(otherLow);
      }
    }
    return SeenId.ABSENT;
  }

  /** Number of the first block whose lowest key is not less; that of all where none is. */
  private int firstBlockFrom(long key) {
    int from = 0;
    int to = lowestKeys.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (Integer.toUnsignedLong(lowestKeys[middle]) < key) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  private void remember(long high, long low) {
    if (size % BLOCK_IDS == 0) {
      lowestKeys[size / BLOCK_IDS] = (int) SeenId.sortKey(low);
    }
    size++;
    int at = filterBlock(high);
    int hash = filterHash(low);
    for (int word = 0; word < WORDS; word++) {
      filter[at + word] |= bit(hash, word);
    }
  }

  private void put(ByteBuffer block, MapState<Long, byte[]> state) throws Exception {
    byte[] bytes = new byte[block.position()];
    block.get(0, bytes);
    state.put(BlockKey.of(epoch, run, (size - 1) / BLOCK_IDS), bytes);
    block.clear();
  }

  /** The upper half's highest bits are the lane; its lower 32 choose the filter's block. */
  private int filterBlock(long high) {
    return WORDS * (int) (((high & 0xFFFFFFFFL) * (filter.length / WORDS)) >>> 32);
  }

  private static int bit(int hash, int word) {
    return 1 << ((hash * SALTS[word]) >>> 27);
  }

  /** All of the lower half that the sort key leaves, without the source's bit. */
  private static int filterHash(long low) {
    return (int) (low >>> 31);
  }
}
