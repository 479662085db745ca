package ai.cequence.cloudfront.ledger;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A row of the ledger.
 *
 * @param distribution the CloudFront distribution's id, or its domain
 * @param hour of the request, hours since the epoch; {@link #NO_HOUR} where none is known
 */
public record DistributionHour(String distribution, long hour) {
  /** The hour of lines that tell none. */
  public static final long NO_HOUR = Long.MIN_VALUE;

  /** The row of lines that tell neither distribution nor hour. */
  public static final DistributionHour UNKNOWN = new DistributionHour("unknown", NO_HOUR);

  private static final long HOUR_MILLIS = 3_600_000;
  private static final Pattern OBJECT =
      Pattern.compile("([^/]+)\\.(\\d{4})-(\\d{2})-(\\d{2})-(\\d{2})\\.[^/]*");

  /** The row of a request. */
  public static DistributionHour of(String distribution, long requestMillis) {
    return new DistributionHour(distribution, hourOf(requestMillis));
  }

  static long hourOf(long millis) {
    return Math.floorDiv(millis, HOUR_MILLIS);
  }

  /**
   * The row of the lines of an object that are no requests: distribution and hour are in the names
   * that CloudFront gives ({@code …/E2EXAMPLE.2026-01-31-10.abcdef01.gz}).
   */
  public static DistributionHour ofObject(String origin) {
    Matcher name = OBJECT.matcher(origin.substring(origin.lastIndexOf('/') + 1));
    if (!name.matches()) {
      return UNKNOWN;
    }
    try {
      LocalDateTime hour =
          LocalDateTime.of(
              Integer.parseInt(name.group(2)),
              Integer.parseInt(name.group(3)),
              Integer.parseInt(name.group(4)),
              Integer.parseInt(name.group(5)),
              0);
      return of(name.group(1), hour.toInstant(ZoneOffset.UTC).toEpochMilli());
    } catch (java.time.DateTimeException e) {
      return UNKNOWN;
    }
  }

  /** The hour as ISO-8601, or nothing. */
  String hourText() {
    return hour == NO_HOUR ? "" : Instant.ofEpochMilli(hour * HOUR_MILLIS).toString();
  }

  /** Reads what {@link #hourText} wrote. */
  static long hourOf(String text) {
    return text.isEmpty() ? NO_HOUR : hourOf(Instant.parse(text).toEpochMilli());
  }
}
