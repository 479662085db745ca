package ai.cequence.cloudfront.pipeline;

/**
 * Names a block of ids inside its lane: 36 bits of epoch, 8 of run, 20 of the block's number. Run 0
 * is the log, in the order in which ids came; others are sorted.
 */
final class BlockKey {
  /** The run of blocks that are not sorted. */
  static final int LOG = 0;

  static final int MOST_RUNS = 255;

  private BlockKey() {}

  static long of(long epoch, int run, int block) {
    return (epoch << 28) | ((long) run << 20) | block;
  }

  static long epoch(long key) {
    return key >> 28;
  }

  static int run(long key) {
    return (int) (key >>> 20) & 0xFF;
  }

  static boolean sameRun(long key, long otherKey) {
    return key >> 20 == otherKey >> 20;
  }

  static int block(long key) {
    return (int) key & 0xFFFFF;
  }
}
