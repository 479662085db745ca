package ai.cequence.cloudfront.pipeline;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Sorted ids of one lane in a block of state, in columns: 14 bytes an id where a lane's epoch has
 * more than a few thousand.
 *
 * <p>A byte says how many bytes a step takes, four are the lowest key; then come the steps from
 * each {@linkplain SeenId#sortKey key} to the next, the rest of the lower halves, and the upper
 * halves without their first byte, which is the same in all of a lane. Blocks of earlier versions
 * hold whole ids of 16 bytes; a length tells which is which, since these are never a multiple of
 * 16.
 */
final class IdBlock {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int HEADER_BYTES = 5;
  private static final int LOW_BYTES = 4;
  private static final int HIGH_BYTES = 7;
  private static final long HIGH_BITS = (1L << (8 * HIGH_BYTES)) - 1;

  private IdBlock() {}

  /**
   * Packs ids.
   *
   * @param ids pairs of halves in the order of their keys
   * @param count of ids, at least one
   */
  static byte[] pack(long[] ids, int count) {
    long key = SeenId.sortKey(ids[1]);
    long widest = 0;
    for (int i = 1; i < count; i++) {
      widest = Math.max(widest, SeenId.sortKey(ids[2 * i + 1]) - SeenId.sortKey(ids[2 * i - 1]));
    }
    int width = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(widest) + 7) / 8);
    int length = HEADER_BYTES + count * (width + LOW_BYTES + HIGH_BYTES);
    ByteBuffer block = ByteBuffer.allocate(isPlain(length) ? length + 1 : length);
    block.put((byte) width).putInt((int) key);
    for (int i = 0; i < count; i++) {
      long next = SeenId.sortKey(ids[2 * i + 1]);
      put(block, next - key, width);
      key = next;
    }
    for (int i = 0; i < count; i++) {
      block.putInt((int) (ids[2 * i + 1] >>> 32));
    }
    for (int i = 0; i < count; i++) {
      put(block, ids[2 * i], HIGH_BYTES);
    }
    return block.array();
  }

  /** How many ids a block holds. */
  static int count(byte[] block) {
    return isPlain(block.length)
        ? block.length / SeenId.BYTES
        : (block.length - HEADER_BYTES) / (block[0] + LOW_BYTES + HIGH_BYTES);
  }

  /** Visits a block's ids in their order; of the upper halves the first byte is zero. */
  static void forEach(byte[] block, IdTable.Visitor visitor) throws Exception {
    ByteBuffer bytes = ByteBuffer.wrap(block);
    int count = count(block);
    if (isPlain(block.length)) {
      for (int i = 0; i < count; i++) {
        visitor.id(bytes.getLong(), bytes.getLong());
      }
      return;
    }
    int width = block[0];
    long key = lowestKey(block);
    for (int i = 0; i < count; i++) {
      key += number(block, HEADER_BYTES + i * width, width);
      visitor.id(high(block, i, count, width), upperLow(block, i, count, width) << 32 | key);
    }
  }

  /** The bit that was added with an id of the block's lane, or {@link SeenId#ABSENT}. */
  static int find(byte[] block, long high, long low) {
    return isPlain(block.length) ? findPlain(block, high, low) : findPacked(block, high, low);
  }

  private static int findPacked(byte[] block, long high, long low) {
    int count = count(block);
    int width = block[0];
    long wanted = SeenId.sortKey(low);
    long key = lowestKey(block);
    for (int i = 0; i < count; i++) {
      key += number(block, HEADER_BYTES + i * width, width);
      if (key > wanted) {
        return SeenId.ABSENT;
      }
      if (key == wanted && high(block, i, count, width) == (high & HIGH_BITS)) {
        long otherLow = upperLow(block, i, count, width) << 32 | key;
        if (((otherLow ^ low) & SeenId.ID_BITS) == 0) {
          return SeenId.bit(otherLow);
        }
      }
    }
    return SeenId.ABSENT;
  }

  private static int findPlain(byte[] block, long high, long low) {
    ByteBuffer ids = ByteBuffer.wrap(block);
    while (ids.hasRemaining()) {
      long otherHigh = ids.getLong();
      long otherLow = ids.getLong();
      if (otherHigh == high && ((otherLow ^ low) & SeenId.ID_BITS) == 0) {
        return SeenId.bit(otherLow);
      }
    }
    return SeenId.ABSENT;
  }

  private static boolean isPlain(int length) {
    return length % SeenId.BYTES == 0;
  }

  private static long lowestKey(byte[] block) {
    return number(block, 1, 4);
  }

  private static long upperLow(byte[] block, int index, int count, int width) {
    return number(block, HEADER_BYTES + count * width + index * LOW_BYTES, LOW_BYTES);
  }

  private static long high(byte[] block, int index, int count, int width) {
    int start = HEADER_BYTES + count * (width + LOW_BYTES);
    return (long) LONGS.get(block, start + index * HIGH_BYTES - 1) & HIGH_BITS;
  }

  private static void put(ByteBuffer block, long number, int bytes) {
    for (int i = bytes - 1; i >= 0; i--) {
      block.put((byte) (number >>> (8 * i)));
    }
  }

  /** A number of at most four bytes, none of them the block's first. */
  private static long number(byte[] block, int at, int bytes) {
    long number = (int) INTS.get(block, at + bytes - Integer.BYTES);
    return number & (1L << (8 * bytes)) - 1;
  }
}
