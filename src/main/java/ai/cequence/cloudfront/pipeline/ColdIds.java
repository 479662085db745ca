package ai.cequence.cloudfront.pipeline;

import java.util.List;
import org.apache.flink.api.common.state.MapState;

/**
 * Ids of one lane that lie sorted in {@linkplain IdBlock blocks} of keyed state, and what of them
 * is on the heap: a filter of 12 bits an id and the lowest key of each block. A look-up that the
 * filter lets through (each known id, and one in about two hundred others) reads one block and
 * searches it.
 *
 * <p>The filter is a split block Bloom filter: an id sets one bit in each of the eight words of one
 * block, so that a look-up touches one cache line.
 */
final class ColdIds {
  /** Ids of a block: less than a kilobyte, since a look-up reads all of it. */
  static final int BLOCK_IDS = 64;

  private static final int FILTER_BITS_AN_ID = 12;
  private static final int WORDS = 8;
  private static final int[] SALTS = {
    0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31
  };

  private final long epoch;
  private final int run;
  private final int[] filter;
  private final int[] lowestKeys;
  private int blocks;
  private int size;

  private ColdIds(long epoch, int run, int expected, int expectedBlocks) {
    this.epoch = epoch;
    this.run = run;
    long bits = Math.max(1, expected) * (long) FILTER_BITS_AN_ID;
    this.filter = new int[WORDS * (int) ((bits + 255) / 256)];
    this.lowestKeys = new int[expectedBlocks];
  }

  /**
   * Writes a table's ids to state.
   *
   * @param run tells runs of one epoch apart
   * @param state keyed state with the lane's key set
   */
  static ColdIds write(long epoch, int run, IdTable ids, MapState<Long, byte[]> state)
      throws Exception {
    int blocks = (ids.size() + BLOCK_IDS - 1) / BLOCK_IDS;
    ColdIds cold = new ColdIds(epoch, run, ids.size(), blocks);
    long[] block = new long[2 * BLOCK_IDS];
    ids.forEach(
        (high, low) -> {
          int at = cold.size % BLOCK_IDS;
          block[2 * at] = high;
          block[2 * at + 1] = low;
          cold.remember(high, low);
          if (at == BLOCK_IDS - 1) {
            cold.put(block, BLOCK_IDS, state);
          }
        });
    if (cold.size % BLOCK_IDS > 0) {
      cold.put(block, cold.size % BLOCK_IDS, state);
    }
    return cold;
  }

  /**
   * Rebuilds the heap's part.
   *
   * @param blocks all of the run, in their order
   */
  static ColdIds restore(long epoch, int run, List<byte[]> blocks) throws Exception {
    int count = 0;
    for (byte[] block : blocks) {
      count += IdBlock.count(block);
    }
    ColdIds cold = new ColdIds(epoch, run, count, blocks.size());
    for (byte[] block : blocks) {
      int first = cold.size;
      IdBlock.forEach(
          block,
          (high, low) -> {
            if (cold.size == first) {
              cold.begin(low);
            }
            cold.remember(high, low);
          });
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
      int bit = IdBlock.find(bytes, high, low);
      if (bit != SeenId.ABSENT) {
        return bit;
      }
      block++;
    } while (block < lowestKeys.length && Integer.toUnsignedLong(lowestKeys[block]) <= key);
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
    size++;
    int at = filterBlock(high);
    int hash = filterHash(low);
    for (int word = 0; word < WORDS; word++) {
      filter[at + word] |= bit(hash, word);
    }
  }

  private void put(long[] ids, int count, MapState<Long, byte[]> state) throws Exception {
    state.put(BlockKey.of(epoch, run, blocks), IdBlock.pack(ids, count));
    begin(ids[1]);
  }

  /** Notes the lowest key of the next block. */
  private void begin(long low) {
    lowestKeys[blocks++] = (int) SeenId.sortKey(low);
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
