package ai.cequence.cloudfront.parse;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values of one name in raw records, whose columns cannot be trusted: they are found by their
 * name wherever it stands, also where its letters or the separator before it are percent-encoded,
 * once or more often; case is ignored.
 *
 * <p>Most records hold no such name, which a plain scan finds out in a fraction of the time that
 * the regular expression takes.
 */
final class NamedValue {
  /** Ends a value in a raw record: separators, also percent-encoded ones. */
  private static final Pattern VALUE_END =
      Pattern.compile("[&;\\s\"#]|%(?:25){0,9}(?:26|3B|20|3F|09|0A)", Pattern.CASE_INSENSITIVE);

  /** Ends a JSON string. */
  private static final Pattern STRING_END = Pattern.compile("(?<!\\\\)(?:\\\\\\\\){0,99}\"");

  private final byte[] name;
  private final Pattern beforeValue;
  private final Pattern valueEnd;

  /**
   * @param name in lower case, as it stands in a record that does not encode it
   * @param beforeValue matches the name and all between it and the value
   */
  private NamedValue(byte[] name, String beforeValue, Pattern valueEnd) {
    this.name = name;
    this.beforeValue = Pattern.compile(beforeValue, Pattern.CASE_INSENSITIVE);
    this.valueEnd = valueEnd;
  }

  /** Of a query parameter or cookie. */
  static NamedValue ofPair(String name) {
    return new NamedValue(
        name.getBytes(StandardCharsets.UTF_8),
        "(?:(?<![A-Za-z0-9_.-])|(?<=%(?:25){0,9}(?:26|3B|20|3F|09|0A|23)))"
            + encodable(name)
            + "(?:=|%(?:25){0,9}3D)",
        VALUE_END);
  }

  /** Of a header, in a field that lists headers. */
  static NamedValue ofHeader(String name) {
    return new NamedValue(
        name.getBytes(StandardCharsets.UTF_8),
        "(?:(?<![A-Za-z0-9_-])|(?<=%(?:25){0,9}0A))" + encodable(name) + "(?::|%(?:25){0,9}3A)",
        VALUE_END);
  }

  /** Of a member of a JSON object that is text. */
  static NamedValue ofMember(String name) {
    return new NamedValue(
        name.getBytes(StandardCharsets.ISO_8859_1),
        '"' + Pattern.quote(name) + "\"\\s*:\\s*\"",
        STRING_END);
  }

  /** Stands for a name whose letters may be percent-encoded, once or more often. */
  private static String encodable(String name) {
    StringBuilder pattern = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      int upper = Character.toUpperCase(b & 0xFF);
      int lower = Character.toLowerCase(b & 0xFF);
      pattern.append("(?:");
      if (b > 0) {
        pattern.append(Pattern.quote(String.valueOf((char) b))).append('|');
      }
      pattern.append("%(?:25){0,9}").append("%02X".formatted(b & 0xFF));
      if (upper != lower && b > 0) {
        pattern
            .append("|%(?:25){0,9}")
            .append("%02X".formatted(upper == (b & 0xFF) ? lower : upper));
      }
      pattern.append(')');
    }
    return pattern.toString();
  }

  /** The record with {@code REDACTED} for each such value; the same array where there is none. */
  byte[] redact(byte[] record) {
    if (!mayStandIn(record)) {
      return record;
    }
    String text = new String(record, StandardCharsets.ISO_8859_1);
    Matcher matcher = beforeValue.matcher(text);
    if (!matcher.find()) {
      return record;
    }
    Matcher end = valueEnd.matcher(text);
    StringBuilder redacted = new StringBuilder();
    int copied = 0;
    do {
      redacted.append(text, copied, matcher.end()).append("REDACTED");
      copied = end.find(matcher.end()) ? endOf(end) : text.length();
    } while (copied < text.length() && matcher.find(copied));
    redacted.append(text, copied, text.length());
    return redacted.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Where a value ends: a string's before its quote, any other before the separator. */
  private int endOf(Matcher end) {
    return valueEnd == STRING_END ? end.end() - 1 : end.start();
  }

  /** Whether the name stands anywhere, in whatever encoding and between whatever. */
  private boolean mayStandIn(byte[] record) {
    for (int i = 0; i < record.length; i++) {
      if (startsAt(record, i)) {
        return true;
      }
    }
    return false;
  }

  private boolean startsAt(byte[] record, int start) {
    int at = start;
    for (byte expected : name) {
      if (expected == '%') {
        // Encoded, it looks like one more level of encoding: the regular expression sorts that out.
        return true;
      }
      if (at >= record.length) {
        return false;
      }
      if (record[at] == '%') {
        at = behindLevels(record, at + 1);
        if (at + 2 > record.length || lowerCase(hexByte(record, at)) != lowerCase(expected)) {
          return false;
        }
        at += 2;
      } else if (lowerCase(record[at]) == lowerCase(expected)) {
        at++;
      } else {
        return false;
      }
    }
    return true;
  }

  /**
   * Behind each {@code 25} that one more encoding has put between a percent sign and its digits.
   */
  private static int behindLevels(byte[] record, int from) {
    int at = from;
    while (at + 2 <= record.length && record[at] == '2' && record[at + 1] == '5') {
      at += 2;
    }
    return at;
  }

  /** The byte of two hex digits; of anything else, none that a name could hold. */
  private static byte hexByte(byte[] record, int at) {
    int high = Character.digit(record[at], 16);
    int low = Character.digit(record[at + 1], 16);
    return high < 0 || low < 0 ? 0 : (byte) (high << 4 | low);
  }

  private static byte lowerCase(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b + ('a' - 'A')) : b;
  }
}
