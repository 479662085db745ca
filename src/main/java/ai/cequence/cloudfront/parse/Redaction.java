package ai.cequence.cloudfront.parse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces the values of named query parameters, cookies and headers by {@code REDACTED}. Runs only
 * where names are configured; not part of the hot path otherwise.
 */
final class Redaction {
  static final byte[] REDACTED = "REDACTED".getBytes(StandardCharsets.US_ASCII);

  private final Set<String> query;
  private final Set<String> cookies;
  private final Set<String> headers;
  private final List<Pattern> inRawRecords = new ArrayList<>();
  private final Pattern valueEnd;

  Redaction(Set<String> query, Set<String> cookies, Set<String> headers) {
    this.query = query;
    this.cookies = cookies;
    this.headers = headers;
    // A rejected record's columns cannot be trusted, so values are found by their names wherever
    // they stand, also behind a
    // separator that is percent-encoded.
    String separator = "%(?:25)*(?:26|3B|20|3F|09|0A)";
    for (String name : union(query, cookies)) {
      inRawRecords.add(
          Pattern.compile(
              "(?:(?<![A-Za-z0-9_.-])|(?<=%26|%3B|%20|%3F|%09|%0A))"
                  + Pattern.quote(name)
                  + "(?:=|%(?:25)*3D)",
              Pattern.CASE_INSENSITIVE));
    }
    for (String name : headers) {
      inRawRecords.add(
          Pattern.compile(
              "(?:(?<![A-Za-z0-9_-])|(?<=%0A))" + Pattern.quote(name) + "(?::|%(?:25)*3A)",
              Pattern.CASE_INSENSITIVE));
    }
    valueEnd = Pattern.compile("[&;\\s\"#]|" + separator, Pattern.CASE_INSENSITIVE);
  }

  boolean redactsQuery() {
    return !query.isEmpty();
  }

  boolean redactsCookies() {
    return !cookies.isEmpty();
  }

  /** Whether all of a header's value is to go. */
  boolean redactsHeader(String lowerCaseName) {
    return headers.contains(lowerCaseName);
  }

  boolean redactsHeaders() {
    return !headers.isEmpty();
  }

  boolean redactsAny() {
    return !inRawRecords.isEmpty();
  }

  /** A URI or URL: values of named parameters behind its {@code ?}. */
  byte[] ofUri(byte[] uri, int start, int end) {
    int question = start;
    while (question < end && uri[question] != '?') {
      question++;
    }
    Decoded out = new Decoded();
    out.append(uri, start, Math.min(end, question + 1));
    pairs(uri, Math.min(end, question + 1), end, (byte) '&', query, out);
    return java.util.Arrays.copyOf(out.bytes, out.length);
  }

  /** A Cookie header: values of named cookies. */
  byte[] ofCookies(byte[] value, int start, int end) {
    Decoded out = new Decoded();
    pairs(value, start, end, (byte) ';', cookies, out);
    return java.util.Arrays.copyOf(out.bytes, out.length);
  }

  private static void pairs(
      byte[] text, int start, int end, byte separator, Set<String> names, Decoded out) {
    int at = start;
    while (at < end) {
      int next = at;
      int equals = -1;
      while (next < end && text[next] != separator && text[next] != '#') {
        if (text[next] == '=' && equals < 0) {
          equals = next;
        }
        next++;
      }
      if (equals >= 0 && names.contains(name(text, at, equals))) {
        out.append(text, at, equals + 1);
        out.append(REDACTED, 0, REDACTED.length);
      } else {
        out.append(text, at, next);
      }
      if (next < end) {
        out.append(text[next]);
      }
      at = next + 1;
    }
  }

  /** A name as the server would read it: blanks cut off, percent-decoded. */
  private static String name(byte[] text, int start, int end) {
    Decoded decoded = new Decoded();
    decoded.percent(text, start, end);
    return new String(decoded.bytes, 0, decoded.length, StandardCharsets.UTF_8).strip();
  }

  /** The bytes of a rejected record, as far as names can be recognised in them. */
  byte[] ofRecord(byte[] record) {
    String text = new String(record, StandardCharsets.ISO_8859_1);
    for (Pattern pattern : inRawRecords) {
      text = withoutValues(text, pattern);
    }
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private String withoutValues(String text, Pattern beforeValue) {
    Matcher matcher = beforeValue.matcher(text);
    if (!matcher.find()) {
      return text;
    }
    Matcher end = valueEnd.matcher(text);
    StringBuilder redacted = new StringBuilder();
    int copied = 0;
    do {
      redacted.append(text, copied, matcher.end()).append("REDACTED");
      copied = end.find(matcher.end()) ? end.start() : text.length();
    } while (copied < text.length() && matcher.find(copied));
    return redacted.append(text, copied, text.length()).toString();
  }

  /** Redacts whole columns of a delimited record that hold a header to be redacted. */
  byte[] ofColumns(byte[] record, Layout layout, byte delimiter) {
    if (headers.isEmpty()) {
      return record;
    }
    Decoded out = new Decoded();
    int column = 0;
    int at = 0;
    for (int i = 0; i <= record.length; i++) {
      if (i < record.length && record[i] != delimiter) {
        continue;
      }
      if (column < layout.columns()
          && isRedactedColumn(layout.field(column))
          && !Values.isMissing(record, at, i)) {
        out.append(REDACTED, 0, REDACTED.length);
      } else {
        out.append(record, at, i);
      }
      if (i < record.length) {
        out.append(record[i]);
      }
      at = i + 1;
      column++;
    }
    return java.util.Arrays.copyOf(out.bytes, out.length);
  }

  private boolean isRedactedColumn(int field) {
    if (field < 0) {
      return false;
    }
    HeaderField header = HeaderField.of(Field.values()[field]);
    return header != null && headers.contains(header.headerName().toLowerCase(Locale.ROOT));
  }

  private static Set<String> union(Set<String> a, Set<String> b) {
    Set<String> union = new java.util.TreeSet<>(a);
    union.addAll(b);
    return union;
  }
}
