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
    // One copy and an intrinsic search are much cheaper than a look at every byte.
    String text = new String(bytes, start, length, StandardCharsets.ISO_8859_1);
    int at = text.lastIndexOf("\n" + PREFIX);
    if (at < 0 && !text.startsWith(PREFIX)) {
      return inForce;
    }
    int from = at + 1 + PREFIX.length();
    int end = text.indexOf('\n', from);
    return names(text.substring(from, end < 0 ? text.length() : end));
  }

  /** The names on a directive line, or null where it is another directive. */
  static @Nullable String namesOf(byte[] bytes, int start, int end) {
    String line = new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    return line.startsWith(PREFIX) ? names(line.substring(PREFIX.length())) : null;
  }

  private static String names(String text) {
    return text.strip();
  }
}
