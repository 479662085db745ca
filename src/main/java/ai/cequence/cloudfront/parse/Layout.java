package ai.cequence.cloudfront.parse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which column is what. Immutable. */
final class Layout {
  /** What kind of log has these columns. */
  enum Kind {
    ACCESS,
    /** RTMP streaming logs, not delivered since 2021. */
    STREAMING,
    /** TLS connection logs of mutual TLS. */
    CONNECTION
  }

  private static final Set<String> STREAMING_FIELDS = Set.of("x-event", "x-cf-status", "x-sname");
  private static final Set<String> CONNECTION_FIELDS = Set.of("connectionStatus", "eventTimestamp");
  private static final Set<Field> NEEDED =
      EnumSet.of(
          Field.CLIENT_IP,
          Field.METHOD,
          Field.URI_STEM,
          Field.STATUS,
          Field.REQUEST_ID,
          Field.USER_AGENT,
          Field.REFERER,
          Field.COOKIE,
          Field.PROTOCOL,
          Field.PROTOCOL_VERSION,
          Field.CLIENT_PORT,
          Field.FORWARDED_FOR,
          Field.CONTENT_TYPE);

  /** Ordinal of the field in a column, or -1. */
  private final int[] fields;

  /** {@code "name":"} of a column that is to be extracted, or null. */
  private final byte[] @Nullable [] extractions;

  private final List<String> names;
  private final Kind kind;
  private final boolean realTime;
  private final List<String> missing;
  private final List<String> unknown;

  private Layout(List<String> names, boolean realTime) {
    this.names = List.copyOf(names);
    fields = new int[names.size()];
    extractions = new byte[names.size()][];
    Set<Field> found = EnumSet.noneOf(Field.class);
    // A name that comes twice may not become a member twice; the first counts.
    Set<String> extracted = new HashSet<>();
    List<String> unknownNames = new ArrayList<>();
    for (int column = 0; column < fields.length; column++) {
      String name = names.get(column);
      Field field = Field.of(name);
      fields[column] = field == null ? -1 : field.ordinal();
      if (field != null) {
        found.add(field);
      } else if (!Field.isRequestHeader(name) && extracted.add(name)) {
        extractions[column] = extractionPrefix(name);
        if (!KnownFields.contains(name)) {
          unknownNames.add(name);
        }
      }
    }
    this.realTime = realTime || found.contains(Field.CS_HOST) || found.contains(Field.HEADERS);
    kind = kind(names);
    unknown = List.copyOf(unknownNames);
    missing = missing(found);
  }

  /**
   * @param names columns in order
   * @param realTime whether this is a real-time log, in which the viewer's host and the query lie
   *     elsewhere
   */
  static Layout of(List<String> names, boolean realTime) {
    return new Layout(names, realTime);
  }

  /** Names separated by blanks or TABs, as a directive has them. */
  static Layout of(String names, boolean realTime) {
    List<String> columns = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= names.length(); i++) {
      boolean blank =
          i == names.length()
              || names.charAt(i) == ' '
              || names.charAt(i) == '\t'
              || names.charAt(i) == '\r';
      if (!blank && start < 0) {
        start = i;
      } else if (blank && start >= 0) {
        columns.add(names.substring(start, i));
        start = -1;
      }
    }
    return new Layout(columns, realTime);
  }

  static byte[] extractionPrefix(String name) {
    JsonBytes json = new JsonBytes();
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    json.ascii("\"");
    json.escaped(utf8, 0, utf8.length);
    json.ascii("\":\"");
    return json.copy();
  }

  /** Whether only TLS connection logs have a field of this name. */
  static boolean isOfConnectionLog(String name) {
    return CONNECTION_FIELDS.contains(name);
  }

  /** The columns in order. */
  List<String> names() {
    return names;
  }

  int columns() {
    return fields.length;
  }

  int field(int column) {
    return fields[column];
  }

  byte @Nullable [] extraction(int column) {
    return extractions[column];
  }

  Kind kind() {
    return kind;
  }

  boolean realTime() {
    return realTime;
  }

  /** Fields of a transaction that these columns lack, by their names. */
  List<String> missing() {
    return missing;
  }

  /** Columns that CloudFront's documents did not have when this was written. */
  List<String> unknown() {
    return unknown;
  }

  private static Kind kind(List<String> names) {
    if (names.stream().anyMatch(STREAMING_FIELDS::contains)) {
      return Kind.STREAMING;
    }
    return names.stream().anyMatch(Layout::isOfConnectionLog) ? Kind.CONNECTION : Kind.ACCESS;
  }

  private static List<String> missing(Set<Field> found) {
    List<String> names = new ArrayList<>();
    for (Field field : NEEDED) {
      if (!found.contains(field)) {
        names.add(field.cloudFrontName());
      }
    }
    boolean time =
        found.contains(Field.TIMESTAMP_MS)
            || found.contains(Field.TIMESTAMP)
            || (found.contains(Field.DATE) && found.contains(Field.TIME));
    if (!time) {
      names.add("date and time");
    }
    if (!found.contains(Field.X_HOST_HEADER) && !found.contains(Field.CS_HOST)) {
      names.add("x-host-header");
    }
    return List.copyOf(names);
  }
}
