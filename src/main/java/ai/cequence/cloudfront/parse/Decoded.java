package ai.cequence.cloudfront.parse;

import java.util.Arrays;

/** A growing buffer for bytes decoded from a logged value; reused. Part of the hot path. */
final class Decoded {
  private static final byte[] UPPER_HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'
  };
  private static final byte[] DIGIT = new byte[256];

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
    reserve(end - start);
    byte[] target = bytes;
    int at = length;
    int i = start;
    while (i < end) {
      byte b = source[i];
      if (b == '%' && i + 2 < end) {
        int value = DIGIT[source[i + 1] & 0xFF] << 4 | DIGIT[source[i + 2] & 0xFF];
        if (value >= 0) {
          target[at++] = (byte) value;
          i += 3;
          continue;
        }
      }
      target[at++] = b;
      i++;
    }
    length = at;
  }

  /**
   * Percent-decodes once, then writes what a request line cannot hold (bytes up to 0x20 and from
   * 0x7F) back as {@code %XX}: the URI as it was on the wire.
   */
  void wireForm(byte[] source, int start, int end) {
    reserve((end - start) * 3);
    byte[] target = bytes;
    int at = length;
    int i = start;
    while (i < end) {
      int b = source[i];
      if (b == '%' && i + 2 < end) {
        int value = DIGIT[source[i + 1] & 0xFF] << 4 | DIGIT[source[i + 2] & 0xFF];
        if (value >= 0) {
          b = value;
          i += 2;
        }
      }
      i++;
      int unsigned = b & 0xFF;
      if (unsigned > 0x20 && unsigned < 0x7F) {
        target[at++] = (byte) unsigned;
      } else {
        target[at++] = '%';
        target[at++] = UPPER_HEX[unsigned >> 4];
        target[at++] = UPPER_HEX[unsigned & 15];
      }
    }
    length = at;
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
        int value = DIGIT[source[i + 2] & 0xFF] << 4 | DIGIT[source[i + 3] & 0xFF];
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
