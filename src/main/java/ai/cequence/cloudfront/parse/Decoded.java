package ai.cequence.cloudfront.parse;

import java.util.Arrays;

/** A growing buffer for bytes decoded from a logged value; reused. Part of the hot path. */
final class Decoded {
  private static final byte[] UPPER_HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'
  };
  private static final byte[] DIGIT = new byte[256];
  private static final long PERCENTS = EightBytes.repeated('%');

  static {
    Arrays.fill(DIGIT, (byte) -1);
    for (int i = 0; i < 10; i++) {
      DIGIT['0' + i] = (byte) i;
    }
    for (int i = 0; i < 6; i++) {
      DIGIT['a' + i] = (byte) (10 + i);
      DIGIT['A' + i] = (byte) (10 + i);
    }
  }

  byte[] bytes = new byte[1024];
  int length;

  void clear() {
    length = 0;
  }

  void append(byte b) {
    reserve(1);
    bytes[length++] = b;
  }

  void append(byte[] source, int start, int end) {
    reserve(end - start);
    System.arraycopy(source, start, bytes, length, end - start);
    length += end - start;
  }

  /** Percent-decodes once; a malformed sequence stays as it is; {@code +} is a plus. */
  void percent(byte[] source, int start, int end) {
    reserve(end - start + 8);
    byte[] target = bytes;
    int at = length;
    int i = start;
    int lastWord = source.length - 8;
    while (i < end) {
      if (i <= lastWord) {
        long word = EightBytes.get(source, i);
        EightBytes.put(target, at, word);
        int plain = Math.min(end - i, EightBytes.first(EightBytes.equal(word, PERCENTS)));
        i += plain;
        at += plain;
        if (plain == 8 || i >= end) {
          continue;
        }
      }
      int value = escaped(source, i, end);
      if (value >= 0) {
        target[at++] = (byte) value;
        i += 3;
      } else {
        target[at++] = source[i++];
      }
    }
    length = at;
  }

  /**
   * Percent-decodes once, then writes what a request line cannot hold (bytes up to 0x20 and from
   * 0x7F) back as {@code %XX}: the URI as it was on the wire.
   */
  void wireForm(byte[] source, int start, int end) {
    reserve((end - start) * 3 + 8);
    byte[] target = bytes;
    int at = length;
    int i = start;
    int lastWord = source.length - 8;
    while (i < end) {
      if (i <= lastWord) {
        long word = EightBytes.get(source, i);
        EightBytes.put(target, at, word);
        int plain = Math.min(end - i, EightBytes.first(notOnWire(word)));
        i += plain;
        at += plain;
        if (plain == 8 || i >= end) {
          continue;
        }
      }
      int value = escaped(source, i, end);
      i += value >= 0 ? 3 : 1;
      int b = value >= 0 ? value : source[i - 1] & 0xFF;
      if (b > 0x20 && b < 0x7F) {
        target[at++] = (byte) b;
      } else {
        target[at++] = '%';
        target[at++] = UPPER_HEX[b >> 4];
        target[at++] = UPPER_HEX[b & 15];
      }
    }
    length = at;
  }

  /** The byte that a percent sequence at {@code i} stands for, or -1 where there is none. */
  private static int escaped(byte[] source, int i, int end) {
    return source[i] == '%' && i + 2 < end ? hex(source[i + 1], source[i + 2]) : -1;
  }

  /**
   * Marks percent signs and bytes that a request line cannot hold; exact up to the first mark. Sums
   * overflow into the next lane only behind a byte from 0x80, which is marked.
   */
  private static long notOnWire(long word) {
    long fine =
        (word + EightBytes.repeated(0x80 - 0x21))
            & ((word ^ EightBytes.LOW_BITS) + EightBytes.LOW_BITS)
            & ((word ^ PERCENTS) + EightBytes.LOW_BITS);
    return (~fine | word) & EightBytes.HIGH_BITS;
  }

  private static int hex(byte high, byte low) {
    return DIGIT[high & 0xFF] << 4 | DIGIT[low & 0xFF];
  }

  /**
   * Replaces {@code \xHH} by its byte, as {@code x-forwarded-for} needs before it is
   * percent-decoded.
   */
  void hexEscapes(byte[] source, int start, int end) {
    reserve(end - start);
    int i = start;
    while (i < end) {
      if (source[i] == '\\' && i + 3 < end && source[i + 1] == 'x') {
        int value = hex(source[i + 2], source[i + 3]);
        if (value >= 0) {
          bytes[length++] = (byte) value;
          i += 4;
          continue;
        }
      }
      bytes[length++] = source[i++];
    }
  }

  private void reserve(int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
    }
  }
}
