package ai.cequence.cloudfront.parse;

/** Tokens of HTTP (RFC 9110, section 5.6.2), which header names are. */
final class HttpToken {
  private static final boolean[] TOKEN = new boolean[256];

  static {
    for (char c = '0'; c <= '9'; c++) {
      TOKEN[c] = true;
    }
    for (char c = 'a'; c <= 'z'; c++) {
      TOKEN[c] = true;
      TOKEN[c - 32] = true;
    }
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
      TOKEN[c] = true;
    }
  }

  private HttpToken() {}

  static boolean isToken(byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      if (!TOKEN[bytes[i] & 0xFF]) {
        return false;
      }
    }
    return true;
  }
}
