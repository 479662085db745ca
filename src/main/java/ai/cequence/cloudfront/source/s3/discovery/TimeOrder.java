package ai.cequence.cloudfront.source.s3.discovery;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the keys behind a strand's prefix begin with their time, so that they lie in its order.
 * Checkpoints hold the names of these, so they never change.
 */
enum TimeOrder {
  /** {@code E2EXAMPLE.} and then {@code 2026-01-31-14.id.gz}. */
  NAME("names", "yyyy-MM-dd-HH", "(\\d{4})-(\\d{2})-(\\d{2})-(\\d{2})\\."),
  /** {@code 2026/01/31/14/}, or without the hour: names begin with a letter, so they lie behind. */
  FOLDERS("folders by date", "yyyy/MM/dd/HH", "(\\d{4})/(\\d{2})/(\\d{2})/(?:(\\d{2})/)?"),
  /** {@code year=} and then {@code 2026/month=01/day=31/hour=14/}. */
  HIVE(
      "folders by year=, month=, day=",
      "yyyy/'month='MM/'day='dd/'hour='HH",
      "(\\d{4})/month=(\\d{2})/day=(\\d{2})/(?:hour=(\\d{2})/)?"),
  /** The same without hours. */
  HIVE_DAYS(
      "folders by year=, month=, day=",
      "yyyy/'month='MM/'day='dd",
      "(\\d{4})/month=(\\d{2})/day=(\\d{2})/"),
  /** Nothing in a key tells its time: all of it is listed each time. */
  NONE("nothing", "", "");

  private static final String LAST_HOUR = "23";
  private static final long DAY_HOURS = 24;

  private final String place;
  private final DateTimeFormatter format;
  private final Pattern pattern;

  TimeOrder(String place, String format, String pattern) {
    this.place = place;
    this.format = DateTimeFormatter.ofPattern(format, Locale.ROOT);
    this.pattern = Pattern.compile(pattern);
  }

  /** Where the time is, in words. */
  String place() {
    return place;
  }

  /** What stands in the keys of an hour; keys of earlier hours come before it. */
  String text(long hour) {
    return format.format(LocalDateTime.ofInstant(LogHour.start(hour), ZoneOffset.UTC));
  }

  /**
   * The hour of a key, the latest that it may be where the key is not exact.
   *
   * @param rest the key behind the strand's prefix
   */
  OptionalLong hourOf(String rest) {
    Matcher matcher = pattern.matcher(rest);
    if (this == NONE || !matcher.lookingAt()) {
      return OptionalLong.empty();
    }
    String hour = matcher.groupCount() < 4 ? null : matcher.group(4);
    return LogHour.of(
        matcher.group(1), matcher.group(2), matcher.group(3), hour == null ? LAST_HOUR : hour);
  }

  /**
   * Whether this key and all behind it are of later hours, or not of this order at all.
   *
   * @param rest the key behind the strand's prefix
   */
  boolean isBehind(String rest, long lastHour) {
    if (this == NONE) {
      return false;
    }
    if (!rest.isEmpty() && rest.charAt(0) > '9') {
      return true;
    }
    if (lastHour == Long.MAX_VALUE) {
      return false;
    }
    // Where an hour may be missing in the key, what has none lies behind all hours of its day.
    long end = this == NAME ? lastHour + 1 : (Math.floorDiv(lastHour, DAY_HOURS) + 1) * DAY_HOURS;
    return rest.compareTo(text(end)) >= 0;
  }
}
