package ai.cequence.cloudfront.parse;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Eight bytes of an array at once, as lanes of a long, the first in the lowest: how the hot path
 * passes over bytes with which nothing is to be done.
 */
final class EightBytes {
  static final long HIGH_BITS = 0x8080808080808080L;
  static final long LOW_BITS = ~HIGH_BITS;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;

  private EightBytes() {}

  static long get(byte[] bytes, int i) {
    return (long) LONG.get(bytes, i);
  }

  static void put(byte[] bytes, int i, long word) {
    LONG.set(bytes, i, word);
  }

  /** A byte below 0x80 in every lane. */
  static long repeated(int b) {
    return b * ONES;
  }

  /** The high bit of each lane whose byte is the one that {@code repeated} holds; exact. */
  static long equal(long word, long repeated) {
    long different = word ^ repeated;
    return ~(((different & LOW_BITS) + LOW_BITS) | different) & HIGH_BITS;
  }

  /** Number of the first lane with its high bit set, 8 where there is none. */
  static int first(long marks) {
    return Long.numberOfTrailingZeros(marks) >>> 3;
  }

  /** Index of the first such byte from {@code start} on, {@code end} where there is none. */
  static int indexOf(byte b, byte[] bytes, int start, int end) {
    long repeated = repeated(b);
    int i = start;
    for (; i + 8 <= end; i += 8) {
      long marks = equal(get(bytes, i), repeated);
      if (marks != 0) {
        return i + first(marks);
      }
    }
    while (i < end && bytes[i] != b) {
      i++;
    }
    return i;
  }
}
