package ai.cequence.cloudfront.source.s3.discovery;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hours since the epoch (UTC), and how names and paths tell them. */
final class LogHour {
  private static final long SECONDS = 3600;

  /** The name of a standard log, whatever its distribution and prefix. */
  private static final Pattern NAME =
      Pattern.compile("[^/]+\\.(\\d{4})-(\\d{2})-(\\d{2})-(\\d{2})\\.[^/]+");

  private static final Pattern PATH =
      Pattern.compile(
          "(?:^|.*/)(?:year=)?(\\d{4})/(?:month=)?(\\d{2})/(?:day=)?(\\d{2})/(?:hour=)?(\\d{2})/.*");

  private LogHour() {}

  static long of(Instant instant) {
    return Math.floorDiv(instant.getEpochSecond(), SECONDS);
  }

  static Instant start(long hour) {
    return Instant.ofEpochSecond(hour * SECONDS);
  }

  /** The hour in an object's name or, where that has none, in its path. */
  static OptionalLong of(String key) {
    Matcher name = NAME.matcher(key.substring(key.lastIndexOf('/') + 1));
    if (name.matches()) {
      return of(name.group(1), name.group(2), name.group(3), name.group(4));
    }
    Matcher path = PATH.matcher(key);
    return path.matches()
        ? of(path.group(1), path.group(2), path.group(3), path.group(4))
        : OptionalLong.empty();
  }

  static OptionalLong of(String year, String month, String day, String hour) {
    try {
      return OptionalLong.of(
          of(
              LocalDateTime.of(
                      Integer.parseInt(year),
                      Integer.parseInt(month),
                      Integer.parseInt(day),
                      Integer.parseInt(hour),
                      0)
                  .toInstant(ZoneOffset.UTC)));
    } catch (DateTimeException e) {
      return OptionalLong.empty();
    }
  }
}
