package ai.cequence.cloudfront.source.s3;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Counts lines, eight bytes at a time. */
final class LineFeeds {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;

  private LineFeeds() {}

  static int count(byte[] bytes, int start, int end) {
    int count = 0;
    int i = start;
    for (; i + 8 <= end; i += 8) {
      long different = (long) LONG.get(bytes, i) ^ ('\n' * ONES);
      // A byte's high bit stays clear exactly where all its bits are zero.
      long marks = (((different & LOW_BITS) + LOW_BITS) | different) & ~LOW_BITS;
      count += 8 - Long.bitCount(marks);
    }
    for (; i < end; i++) {
      if (bytes[i] == '\n') {
        count++;
      }
    }
    return count;
  }
}
