package ai.cequence.cloudfront.bridge.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Dates of HTTP (RFC 9110, section 5.6.7), the two obsolete forms included:
 *
 * <pre>
 * Sun, 06 Nov 1994 08:49:37 GMT    IMF-fixdate
 * Sunday, 06-Nov-94 08:49:37 GMT   RFC 850
 * Sun Nov  6 08:49:37 1994         asctime
 * </pre>
 *
 * <p>The name of the day is not compared with the date.
 */
final class HttpDate {
  private static final String ZONE = " GMT";
  private static final DateTimeFormatter FIXED = english("d MMM uuuu HH:mm:ss");
  private static final DateTimeFormatter ASCTIME = english("MMM d HH:mm:ss uuuu");
  private static final int YEARS_AHEAD = 50;

  private HttpDate() {}

  private static DateTimeFormatter english(String pattern) {
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .appendPattern(pattern)
        .toFormatter(Locale.ENGLISH);
  }

  /** A year of two digits lies at most 50 years ahead. */
  private static DateTimeFormatter rfc850(long nowMillis) {
    int year = Instant.ofEpochMilli(nowMillis).atOffset(ZoneOffset.UTC).getYear();
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .appendPattern("d-MMM-")
        .appendValueReduced(ChronoField.YEAR, 2, 2, year + YEARS_AHEAD - 99)
        .appendPattern(" HH:mm:ss")
        .toFormatter(Locale.ENGLISH);
  }

  /** Milliseconds since the epoch; null where the text is no date of HTTP. */
  static @Nullable Long millis(String text, long nowMillis) {
    try {
      int comma = text.indexOf(',');
      if (comma < 0) {
        int blank = text.indexOf(' ');
        return millis(text.substring(blank + 1).replace("  ", " "), ASCTIME);
      }
      String rest = text.substring(comma + 1).strip();
      if (!rest.regionMatches(true, rest.length() - ZONE.length(), ZONE, 0, ZONE.length())) {
        return null;
      }
      String date = rest.substring(0, rest.length() - ZONE.length());
      return millis(date, date.indexOf('-') > 0 ? rfc850(nowMillis) : FIXED);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static long millis(String date, DateTimeFormatter format) {
    return LocalDateTime.parse(date, format).toInstant(ZoneOffset.UTC).toEpochMilli();
  }
}
