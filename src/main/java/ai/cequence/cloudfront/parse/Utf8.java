package ai.cequence.cloudfront.parse;

/**
 * Recognises well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above
 * U+10FFFF).
 */
final class Utf8 {
  private Utf8() {}

  /** Length of the sequence that begins at {@code i}, or 0 where none does. */
  static int sequence(byte[] bytes, int i, int end) {
    int b = bytes[i] & 0xFF;
    if (b < 0x80) {
      return 1;
    }
    if (b >= 0xC2 && b <= 0xDF) {
      return continues(bytes, i + 1, end, 0x80, 0xBF) ? 2 : 0;
    }
    if (b >= 0xE0 && b <= 0xEF) {
      int low = b == 0xE0 ? 0xA0 : 0x80;
      int high = b == 0xED ? 0x9F : 0xBF;
      return continues(bytes, i + 1, end, low, high) && continues(bytes, i + 2, end, 0x80, 0xBF)
          ? 3
          : 0;
    }
    if (b >= 0xF0 && b <= 0xF4) {
      int low = b == 0xF0 ? 0x90 : 0x80;
      int high = b == 0xF4 ? 0x8F : 0xBF;
      return continues(bytes, i + 1, end, low, high)
              && continues(bytes, i + 2, end, 0x80, 0xBF)
              && continues(bytes, i + 3, end, 0x80, 0xBF)
          ? 4
          : 0;
    }
    return 0;
  }

  private static boolean continues(byte[] bytes, int i, int end, int low, int high) {
    return i < end && (bytes[i] & 0xFF) >= low && (bytes[i] & 0xFF) <= high;
  }
}
