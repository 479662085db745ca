package ai.cequence.cloudfront.parse;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * MurmurHash3 x64 128 (Austin Appleby, public domain), seed 0. Holds the last result; not
 * thread-safe.
 */
final class Murmur3 {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long C1 = 0x87c37b91114253d5L;
  private static final long C2 = 0x4cf5ad432745937fL;

  long high;
  long low;

  void hash(byte[] bytes, int start, int end) {
    long h1 = 0;
    long h2 = 0;
    int i = start;
    for (; i + 16 <= end; i += 16) {
      h1 ^= mix1((long) LONG.get(bytes, i));
      h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
      h2 ^= mix2((long) LONG.get(bytes, i + 8));
      h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
    }
    if (i < end) {
      h2 ^= mix2(tail(bytes, i + 8, end));
      h1 ^= mix1(tail(bytes, i, Math.min(end, i + 8)));
    }
    int length = end - start;
    h1 ^= length;
    h2 ^= length;
    h1 += h2;
    h2 += h1;
    h1 = finish(h1);
    h2 = finish(h2);
    h1 += h2;
    h2 += h1;
    high = h1;
    low = h2;
  }

  private static long tail(byte[] bytes, int from, int to) {
    long k = 0;
    for (int i = to - 1; i >= from; i--) {
      k = k << 8 | (bytes[i] & 0xFF);
    }
    return k;
  }

  private static long mix1(long k) {
    return Long.rotateLeft(k * C1, 31) * C2;
  }

  private static long mix2(long k) {
    return Long.rotateLeft(k * C2, 33) * C1;
  }

  private static long finish(long k) {
    k ^= k >>> 33;
    k *= 0xff51afd7ed558ccdL;
    k ^= k >>> 33;
    k *= 0xc4ceb9fe1a85ec53L;
    return k ^ k >>> 33;
  }
}
