package ai.cequence.cloudfront.parse;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The record in hand: whether it is sound, and what finding that out has read already, its time and
 * its URI. Reused from record to record; part of the hot path, so it says what is wrong instead of
 * throwing it.
 */
final class CheckedRecord {
  private static final Field[] NEEDED = {
    Field.CLIENT_IP, Field.METHOD, Field.URI_STEM, Field.STATUS,
  };

  private static final int LONGEST_SHOWN = 20;

  /** The URI as it was on the wire, redacted. */
  final Decoded uri = new Decoded();

  Values values = new Values();

  /** Whether host and query lie where real-time logs have them. */
  boolean realTime;

  long timestampMillis;

  private final Redaction redaction;
  private final RequestTime time = new RequestTime();
  private int pathEnd;
  private String problem = "";

  CheckedRecord(Redaction redaction) {
    this.redaction = redaction;
  }

  /**
   * Takes a record in hand.
   *
   * @return why it is rejected ({@link #problem()} says more), or null where it is sound
   */
  @Nullable RejectReason check(Values record, boolean isRealTime) {
    values = record;
    realTime = isRealTime;
    for (Field needed : NEEDED) {
      if (!values.has(needed)) {
        return missing(needed.cloudFrontName());
      }
    }
    if (!isStatus(values.bytes, values.start(Field.STATUS), values.end(Field.STATUS))) {
      return invalid("three digits in sc-status", Field.STATUS);
    }
    RejectReason reason = readTime();
    if (reason != null) {
      return reason;
    }
    readUri();
    return null;
  }

  /** What was expected and what was found, after {@link #check} gave a reason. */
  String problem() {
    return problem;
  }

  /** Why the sound record is not to be sent, or null. */
  @Nullable SkipReason skipReason(PathFilter filter) {
    if (filter.isStatic(uri.bytes, 0, pathEnd)) {
      return SkipReason.STATIC_EXTENSION;
    }
    return filter.isExcluded(uri.bytes, 0, pathEnd) ? SkipReason.EXCLUDED_PATH : null;
  }

  /** The path of the sound record, for a log line. */
  String path() {
    return new String(uri.bytes, 0, pathEnd, StandardCharsets.US_ASCII);
  }

  /** Whether a cookie is logged, in its own field or among the headers. */
  boolean hasCookie() {
    return values.has(Field.COOKIE) || values.has(Field.HEADERS);
  }

  /** The field that holds the host as the viewer named it, or null. */
  @Nullable Field hostField() {
    return realTime
        ? first(Field.CS_HOST, Field.X_HOST_HEADER)
        : first(Field.X_HOST_HEADER, Field.CS_HOST_V1);
  }

  private @Nullable Field first(Field one, Field other) {
    if (values.has(one)) {
      return one;
    }
    return values.has(other) ? other : null;
  }

  private void readUri() {
    byte[] bytes = values.bytes;
    int start = values.start(Field.URI_STEM);
    int end = values.end(Field.URI_STEM);
    uri.clear();
    uri.wireForm(bytes, start, end);
    boolean append =
        values.has(Field.URI_QUERY)
            && !(realTime && EightBytes.indexOf((byte) '?', bytes, start, end) < end);
    if (append) {
      uri.append((byte) '?');
      uri.wireForm(bytes, values.start(Field.URI_QUERY), values.end(Field.URI_QUERY));
    }
    if (redaction.redactsQuery()) {
      byte[] redacted = redaction.ofUri(uri.bytes, 0, uri.length);
      uri.clear();
      uri.append(redacted, 0, redacted.length);
    }
    pathEnd = EightBytes.indexOf((byte) '?', uri.bytes, 0, uri.length);
  }

  private @Nullable RejectReason readTime() {
    byte[] b = values.bytes;
    if (values.has(Field.TIMESTAMP_MS)) {
      timestampMillis =
          RequestTime.millis(b, values.start(Field.TIMESTAMP_MS), values.end(Field.TIMESTAMP_MS));
      return checkTime("milliseconds since the epoch in timestamp(ms)", Field.TIMESTAMP_MS);
    }
    boolean dated = values.has(Field.DATE) && values.has(Field.TIME);
    if (values.has(Field.TIMESTAMP) && (realTime || !dated)) {
      timestampMillis =
          RequestTime.seconds(b, values.start(Field.TIMESTAMP), values.end(Field.TIMESTAMP));
      return checkTime("seconds since the epoch in timestamp", Field.TIMESTAMP);
    }
    if (!dated) {
      return missing("timestamp(ms), timestamp, or date and time");
    }
    timestampMillis =
        time.dateAndTime(
            b,
            values.start(Field.DATE),
            values.end(Field.DATE),
            values.start(Field.TIME),
            values.end(Field.TIME));
    RejectReason reason = checkTime("YYYY-MM-DD since 1970 in date", Field.DATE);
    if (reason != null) {
      problem += " and HH:MM:SS in time, found " + shown(Field.TIME);
    }
    return reason;
  }

  private @Nullable RejectReason checkTime(String expected, Field field) {
    return timestampMillis == RequestTime.INVALID ? invalid(expected, field) : null;
  }

  private RejectReason missing(String name) {
    problem = "expected a value of " + name + ", found none";
    return RejectReason.MISSING_FIELD;
  }

  private RejectReason invalid(String expected, Field field) {
    problem = "expected " + expected + ", found " + shown(field);
    return RejectReason.INVALID_FIELD;
  }

  /**
   * What may be a number or a time, as it is. Of anything else the length alone: columns may have
   * moved, so that this one holds a cookie or a credential, and this text goes into logs.
   */
  private String shown(Field field) {
    byte[] bytes = values.bytes;
    int start = values.start(field);
    int end = values.end(field);
    if (end - start > LONGEST_SHOWN) {
      return (end - start) + " bytes";
    }
    for (int i = start; i < end; i++) {
      if (!isDigit(bytes[i]) && "+-.:".indexOf(bytes[i]) < 0) {
        return (end - start) + " bytes of another kind";
      }
    }
    return '"' + new String(bytes, start, end - start, StandardCharsets.US_ASCII) + '"';
  }

  private static boolean isStatus(byte[] b, int start, int end) {
    return end - start == 3 && isDigit(b[start]) && isDigit(b[start + 1]) && isDigit(b[start + 2]);
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
