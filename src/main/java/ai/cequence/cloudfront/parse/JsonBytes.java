package ai.cequence.cloudfront.parse;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing buffer of JSON text in UTF-8, reused from record to record. Part of the hot path:
 * methods append without checks of their own but for space.
 */
final class JsonBytes {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
          .getBytes(StandardCharsets.US_ASCII);
  private static final boolean[] PLAIN = new boolean[256];

  static {
    for (int b = 0x20; b < 0x80; b++) {
      PLAIN[b] = b != '"' && b != '\\';
    }
  }

  private byte[] bytes = new byte[4096];
  private int length;

  void clear() {
    length = 0;
  }

  int length() {
    return length;
  }

  /** Appends what was written from {@code start} on to another buffer. */
  void copyTo(Decoded target, int start) {
    target.append(bytes, start, length);
  }

  byte[] copy() {
    return Arrays.copyOf(bytes, length);
  }

  void raw(byte[] source) {
    raw(source, 0, source.length);
  }

  void raw(byte[] source, int start, int end) {
    int count = end - start;
    reserve(count);
    System.arraycopy(source, start, bytes, length, count);
    length += count;
  }

  void ascii(String text) {
    raw(text.getBytes(StandardCharsets.US_ASCII));
  }

  void raw(byte b) {
    reserve(1);
    bytes[length++] = b;
  }

  /** A decimal number. */
  void number(long value) {
    if (value < 0) {
      raw((byte) '-');
      value = -value;
    }
    reserve(20);
    int digits = 1;
    for (long rest = value / 10; rest != 0; rest /= 10) {
      digits++;
    }
    length += digits;
    int at = length;
    do {
      bytes[--at] = (byte) ('0' + value % 10);
      value /= 10;
    } while (value != 0);
  }

  /** Seconds with three decimals. */
  void seconds(long millis) {
    number(Math.floorDiv(millis, 1000));
    int rest = Math.floorMod(millis, 1000);
    reserve(4);
    bytes[length++] = '.';
    bytes[length++] = (byte) ('0' + rest / 100);
    bytes[length++] = (byte) ('0' + rest / 10 % 10);
    bytes[length++] = (byte) ('0' + rest % 10);
  }

  /**
   * The inside of a JSON string: escapes what JSON needs escaped; a byte that is no UTF-8 becomes
   * U+FFFD.
   */
  void escaped(byte[] source, int start, int end) {
    reserve((end - start) * 6);
    byte[] target = bytes;
    int at = length;
    int i = start;
    while (i < end) {
      int b = source[i] & 0xFF;
      if (PLAIN[b]) {
        target[at++] = (byte) b;
        i++;
      } else if (b < 0x80) {
        target[at++] = '\\';
        if (b >= 0x20) {
          target[at++] = (byte) b;
        } else {
          target[at++] = 'u';
          target[at++] = '0';
          target[at++] = '0';
          target[at++] = HEX[b >> 4];
          target[at++] = HEX[b & 15];
        }
        i++;
      } else {
        int size = Utf8.sequence(source, i, end);
        if (size == 0) {
          target[at++] = (byte) 0xEF;
          target[at++] = (byte) 0xBF;
          target[at++] = (byte) 0xBD;
          i++;
        } else {
          for (int k = 0; k < size; k++) {
            target[at++] = source[i++];
          }
        }
      }
    }
    length = at;
  }

  void base64(byte[] source, int start, int end) {
    reserve((end - start + 2) / 3 * 4);
    byte[] target = bytes;
    int at = length;
    int i = start;
    for (; i + 2 < end; i += 3) {
      int bits = (source[i] & 0xFF) << 16 | (source[i + 1] & 0xFF) << 8 | (source[i + 2] & 0xFF);
      target[at] = BASE64[bits >>> 18];
      target[at + 1] = BASE64[bits >>> 12 & 63];
      target[at + 2] = BASE64[bits >>> 6 & 63];
      target[at + 3] = BASE64[bits & 63];
      at += 4;
    }
    if (i < end) {
      boolean two = i + 1 < end;
      int bits = (source[i] & 0xFF) << 16 | (two ? (source[i + 1] & 0xFF) << 8 : 0);
      target[at++] = BASE64[bits >>> 18];
      target[at++] = BASE64[bits >>> 12 & 63];
      target[at++] = two ? BASE64[bits >>> 6 & 63] : (byte) '=';
      target[at++] = '=';
    }
    length = at;
  }

  private void reserve(int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
    }
  }
}
