package ai.cequence.cloudfront.parse;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A pattern of paths. {@code *}: any but a slash, {@code **}: any, {@code ?}: one but a slash.
 * Takes time proportional to path and pattern, whatever they are. Not thread-safe.
 */
final class Glob {
  private static final int ANY = -1;
  private static final int ANY_BUT_SLASH = -2;
  private static final int ONE_BUT_SLASH = -3;

  /** A byte each, or one of the above. */
  private final int[] tokens;

  /** Number of tokens at the start that stand for one byte each. */
  private final int literals;

  /** Which tokens may come next; the last place stands for the end of the pattern. */
  private boolean[] open;

  private boolean[] next;

  Glob(String pattern) {
    byte[] bytes = pattern.getBytes(StandardCharsets.UTF_8);
    int[] found = new int[bytes.length];
    int count = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '*' && i + 1 < bytes.length && bytes[i + 1] == '*') {
        found[count++] = ANY;
        i++;
      } else if (bytes[i] == '*') {
        found[count++] = ANY_BUT_SLASH;
      } else {
        found[count++] = bytes[i] == '?' ? ONE_BUT_SLASH : bytes[i] & 0xFF;
      }
    }
    tokens = Arrays.copyOf(found, count);
    int plain = 0;
    while (plain < count && tokens[plain] >= 0) {
      plain++;
    }
    literals = plain;
    open = new boolean[count + 1];
    next = new boolean[count + 1];
  }

  /** Whether the pattern stands for the whole path. */
  boolean matches(byte[] path, int start, int end) {
    if (end - start < literals) {
      return false;
    }
    for (int i = 0; i < literals; i++) {
      if ((path[start + i] & 0xFF) != tokens[i]) {
        return false;
      }
    }
    Arrays.fill(open, false);
    open(open, literals);
    for (int i = start + literals; i < end; i++) {
      Arrays.fill(next, false);
      step(path[i] & 0xFF);
      boolean[] last = open;
      open = next;
      next = last;
    }
    return open[tokens.length];
  }

  /** Opens a token, and those behind it that may stand for nothing. */
  private void open(boolean[] places, int token) {
    int at = token;
    places[at] = true;
    while (at < tokens.length && (tokens[at] == ANY || tokens[at] == ANY_BUT_SLASH)) {
      places[++at] = true;
    }
  }

  private void step(int b) {
    for (int token = literals; token < tokens.length; token++) {
      if (!open[token]) {
        continue;
      }
      int wanted = tokens[token];
      if (wanted == ANY || (wanted == ANY_BUT_SLASH && b != '/')) {
        open(next, token);
      } else if (wanted == b || (wanted == ONE_BUT_SLASH && b != '/')) {
        open(next, token + 1);
      }
    }
  }
}
