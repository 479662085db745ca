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

  /** Two letters for each twelve bits, the first in the low byte. */
  private static final char[] PAIRS = new char[4096];

  private static final long QUOTES = EightBytes.repeated('"');
  private static final long BACKSLASHES = EightBytes.repeated('\\');

  static {
    for (int bits = 0; bits < PAIRS.length; bits++) {
      PAIRS[bits] = (char) (BASE64[bits & 63] << 8 | BASE64[bits >> 6]);
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

  /** Hashes what was written from {@code start} on. */
  void hash(int start, Murmur3 murmur) {
    murmur.hash(bytes, start, length);
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
    reserve((end - start) * 6 + 8);
    byte[] target = bytes;
    int at = length;
    int i = start;
    int lastWord = source.length - 8;
    while (i < end) {
      if (i <= lastWord) {
        long word = EightBytes.get(source, i);
        EightBytes.put(target, at, word);
        int plain = Math.min(end - i, EightBytes.first(notPlain(word)));
        i += plain;
        at += plain;
        if (plain == 8 || i >= end) {
          continue;
        }
      }
      int size = Utf8.sequence(source, i, end);
      at = character(source, i, size, target, at);
      i += Math.max(1, size);
    }
    length = at;
  }

  /**
   * Marks what is not itself in a JSON string, and what is not ASCII; exact up to the first mark.
   * Sums overflow into the next lane only behind a byte from 0x80, which is marked.
   */
  private static long notPlain(long word) {
    long plain =
        (word + EightBytes.repeated(0x80 - 0x20))
            & ((word ^ QUOTES) + EightBytes.LOW_BITS)
            & ((word ^ BACKSLASHES) + EightBytes.LOW_BITS);
    return (~plain | word) & EightBytes.HIGH_BITS;
  }

  /** Writes one character of so many bytes (0: no UTF-8) and answers the place behind it. */
  private static int character(byte[] source, int i, int size, byte[] target, int at) {
    int end = at;
    if (size == 0) {
      target[end++] = (byte) 0xEF;
      target[end++] = (byte) 0xBF;
      target[end++] = (byte) 0xBD;
      return end;
    }
    byte b = source[i];
    if (size > 1 || (b >= 0x20 && b != '"' && b != '\\')) {
      for (int k = 0; k < size; k++) {
        target[end++] = source[i + k];
      }
      return end;
    }
    target[end++] = '\\';
    if (b >= 0x20) {
      target[end++] = b;
      return end;
    }
    target[end++] = 'u';
    target[end++] = '0';
    target[end++] = '0';
    target[end++] = HEX[b >> 4];
    target[end++] = HEX[b & 15];
    return end;
  }

  void base64(byte[] source, int start, int end) {
    reserve((end - start + 2) / 3 * 4 + 8);
    byte[] target = bytes;
    int at = length;
    int i = start;
    int lastWord = Math.min(end - 6, source.length - 8);
    for (; i <= lastWord; i += 6) {
      long bits = Long.reverseBytes(EightBytes.get(source, i));
      EightBytes.put(
          target,
          at,
          (long) PAIRS[(int) (bits >>> 16) & 0xFFF] << 48
              | (long) PAIRS[(int) (bits >>> 28) & 0xFFF] << 32
              | (long) PAIRS[(int) (bits >>> 40) & 0xFFF] << 16
              | PAIRS[(int) (bits >>> 52)]);
      at += 8;
    }
    for (; i + 2 < end; i += 3) {
      int bits = (source[i] & 0xFF) << 16 | (source[i + 1] & 0xFF) << 8 | (source[i + 2] & 0xFF);
      target[at++] = BASE64[bits >>> 18];
      target[at++] = BASE64[bits >>> 12 & 63];
      target[at++] = BASE64[bits >>> 6 & 63];
      target[at++] = BASE64[bits & 63];
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
