package ai.cequence.cloudfront.pipeline;

import ai.cequence.cloudfront.transaction.LogSource;

/**
 * How an id is kept: 127 bits of its 128-bit hash, and in the highest bit of the lower half the
 * source that it was first seen in. So an id takes 16 bytes, and two different ids count as the
 * same with a chance of one in 2^127.
 */
final class SeenId {
  /** What a look-up answers for an id that is not there. */
  static final int ABSENT = -1;

  /** Bytes of an id in state. */
  static final int BYTES = 16;

  /** The bits of the lower half that belong to the id. */
  static final long ID_BITS = Long.MAX_VALUE;

  private static final LogSource[] SOURCES = LogSource.values();

  private SeenId() {}

  /** The lower half with a bit for the source. */
  static long low(long idLow, LogSource source) {
    return low(idLow, source.ordinal());
  }

  static long low(long idLow, int bit) {
    return (idLow & ID_BITS) | ((long) bit << 63);
  }

  /** The bit beside an id. */
  static int bit(long low) {
    return (int) (low >>> 63);
  }

  /** The source that a bit stands for. */
  static LogSource source(int bit) {
    return SOURCES[bit];
  }

  /** What ids are sorted by: the lowest 32 bits, unsigned. */
  static long sortKey(long low) {
    return low & 0xFFFFFFFFL;
  }
}
