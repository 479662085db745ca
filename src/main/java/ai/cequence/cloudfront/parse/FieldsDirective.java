package ai.cequence.cloudfront.parse;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The {@code #Fields} line, which names the columns of what follows it. */
public final class FieldsDirective {
  private static final String PREFIX = "#Fields:";

  private FieldsDirective() {}

  /**
   * The names in force behind some whole lines: those of their last {@code #Fields} line, or those
   * that were in force before. Readers call this to know what the next lines of an object stand
   * under.
   *
   * @param bytes holds the lines
   * @param inForce names before the first of these lines, or null
   */
  public static @Nullable String lastIn(
      byte[] bytes, int start, int length, @Nullable String inForce) {
    int end = start + length;
    String names = inForce;
    int at = EightBytes.indexOf((byte) '#', bytes, start, end);
    while (at < end) {
      int lineEnd = EightBytes.indexOf((byte) '\n', bytes, at, end);
      if (at == start || bytes[at - 1] == '\n') {
        String named = namesOf(bytes, at, lineEnd);
        names = named == null ? names : named;
      }
      at = EightBytes.indexOf((byte) '#', bytes, at + 1, end);
    }
    return names;
  }

  /** The names on a directive line, or null where it is another directive. */
  static @Nullable String namesOf(byte[] bytes, int start, int end) {
    for (int i = 0; i < PREFIX.length(); i++) {
      if (start + i >= end || bytes[start + i] != PREFIX.charAt(i)) {
        return null;
      }
    }
    int from = start + PREFIX.length();
    return new String(bytes, from, end - from, StandardCharsets.ISO_8859_1).strip();
  }
}
