package ai.cequence.cloudfront.parse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Replaces the values of named query parameters, cookies and headers by {@code REDACTED}; the case
 * of names is ignored. Runs only where names are configured; not part of the hot path otherwise.
 */
final class Redaction {
  static final byte[] REDACTED = "REDACTED".getBytes(StandardCharsets.US_ASCII);

  private final Set<String> query;
  private final Set<String> cookies;
  private final Set<String> headers;
  private final List<NamedValue> inRawRecords = new ArrayList<>();

  Redaction(Set<String> query, Set<String> cookies, Set<String> headers) {
    this.query = lowerCase(query);
    this.cookies = lowerCase(cookies);
    this.headers = lowerCase(headers);
    for (String name : this.headers) {
      fieldsOf(name).forEach(field -> inRawRecords.add(NamedValue.ofMember(field)));
    }
    union(this.query, this.cookies).forEach(name -> inRawRecords.add(NamedValue.ofPair(name)));
    this.headers.forEach(name -> inRawRecords.add(NamedValue.ofHeader(name)));
  }

  /** Names of the fields that hold a header. */
  private static List<String> fieldsOf(String header) {
    List<String> fields = new ArrayList<>();
    fields.add("cs(" + header + ')');
    fields.add("cs-" + header);
    fields.add(header);
    if (header.equals(HeaderField.HOST.headerName())) {
      fields.add(Field.X_HOST_HEADER.cloudFrontName());
    }
    return fields;
  }

  boolean redactsQuery() {
    return !query.isEmpty();
  }

  /** Whether all of a header's value is to go. */
  boolean redactsHeader(String lowerCaseName) {
    return headers.contains(lowerCaseName);
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
      while (next < end && text[next] != separator && text[next] != '#') {
        next++;
      }
      int value = valueOfNamed(text, at, next, names);
      if (value >= 0) {
        out.append(text, at, value);
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

  /**
   * Where the value of the first such name begins in a pair, or -1. Some servers take a semicolon
   * for a separator, so a name may begin behind one; a value never ends there, lest a part be left.
   */
  private static int valueOfNamed(byte[] text, int start, int end, Set<String> names) {
    int name = start;
    for (int i = start; i < end; i++) {
      if (text[i] == ';') {
        name = i + 1;
      } else if (text[i] == '=' && name <= i) {
        if (names.contains(name(text, name, i))) {
          return i + 1;
        }
        name = end;
      }
    }
    return -1;
  }

  /** A name as the server would read it: blanks cut off, percent-decoded. */
  private static String name(byte[] text, int start, int end) {
    Decoded decoded = new Decoded();
    decoded.percent(text, start, end);
    return new String(decoded.bytes, 0, decoded.length, StandardCharsets.UTF_8)
        .strip()
        .toLowerCase(Locale.ROOT);
  }

  /** The bytes of a rejected record, as far as names can be recognised in them. */
  byte[] ofRecord(byte[] record) {
    byte[] redacted = record;
    for (NamedValue value : inRawRecords) {
      redacted = value.redact(redacted);
    }
    return redacted;
  }

  /**
   * Redacts whole columns of a delimited record that hold a header to be redacted.
   *
   * @param moved whether there are more or fewer columns than named, so that a value may stand
   *     beside its place by as many
   */
  byte[] ofColumns(byte[] record, Layout layout, byte[] delimiter, boolean moved) {
    if (headers.isEmpty()) {
      return record;
    }
    List<int[]> columns = columns(record, delimiter);
    int slack = moved ? Math.abs(columns.size() - layout.columns()) : 0;
    Decoded out = new Decoded();
    int copied = 0;
    for (int column = 0; column < columns.size(); column++) {
      int from = columns.get(column)[0];
      int to = columns.get(column)[1];
      if (isRedacted(layout, column, slack) && !Values.isMissing(record, from, to)) {
        out.append(record, copied, from);
        out.append(REDACTED, 0, REDACTED.length);
        copied = to;
      }
    }
    out.append(record, copied, record.length);
    return java.util.Arrays.copyOf(out.bytes, out.length);
  }

  private boolean isRedacted(Layout layout, int column, int slack) {
    int first = Math.max(0, column - slack);
    int last = Math.min(layout.columns() - 1, column + slack);
    for (int i = first; i <= last; i++) {
      if (isRedactedColumn(layout.field(i))) {
        return true;
      }
    }
    return false;
  }

  /** Start and end of each column. */
  private static List<int[]> columns(byte[] record, byte[] delimiter) {
    List<int[]> columns = new ArrayList<>();
    int from = 0;
    int i = 0;
    while (i + delimiter.length <= record.length) {
      if (java.util.Arrays.equals(
          record, i, i + delimiter.length, delimiter, 0, delimiter.length)) {
        columns.add(new int[] {from, i});
        i += delimiter.length;
        from = i;
      } else {
        i++;
      }
    }
    columns.add(new int[] {from, record.length});
    return columns;
  }

  private boolean isRedactedColumn(int field) {
    if (field < 0) {
      return false;
    }
    HeaderField header = HeaderField.of(Field.values()[field]);
    return header != null && headers.contains(header.headerName());
  }

  private static Set<String> lowerCase(Set<String> names) {
    return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }

  private static Set<String> union(Set<String> a, Set<String> b) {
    Set<String> union = new java.util.TreeSet<>(a);
    union.addAll(b);
    return union;
  }
}
