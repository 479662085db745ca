package ai.cequence.cloudfront.source.s3;

import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Tells which files are log objects of a range of hours. Files whose name begins with a dot or
 * underscore are none. The hour is the one in the name ({@code E….2026-01-31-14.…}) or, where that
 * has none, in the path ({@code …/2026/01/31/14/…} or {@code
 * …/year=2026/month=01/day=31/hour=14/…}); an object without any is always inside.
 */
final class HourFilter implements Predicate<Path>, Serializable {
  private static final long serialVersionUID = 1L;
  private static final Pattern IN_NAME =
      Pattern.compile(".*\\.(\\d{4})-(\\d{2})-(\\d{2})-(\\d{2})\\.[^/]*");
  private static final Pattern IN_PATH =
      Pattern.compile(
          ".*/(?:year=)?(\\d{4})/(?:month=)?(\\d{2})/(?:day=)?(\\d{2})/(?:hour=)?(\\d{2})/.*");

  private final @Nullable Instant from;
  private final @Nullable Instant to;

  /**
   * @param from only hours that end after this
   * @param to only hours that begin before this
   */
  HourFilter(@Nullable Instant from, @Nullable Instant to) {
    this.from = from;
    this.to = to;
  }

  @Override
  public boolean test(Path path) {
    String name = path.getName();
    if (name.startsWith(".") || name.startsWith("_")) {
      return false;
    }
    if (from == null && to == null) {
      return true;
    }
    Instant hour = hour(path.toUri().getPath());
    if (hour == null) {
      return true;
    }
    return (from == null || hour.plusSeconds(3600).isAfter(from))
        && (to == null || hour.isBefore(to));
  }

  private static @Nullable Instant hour(String path) {
    Matcher matcher = IN_NAME.matcher(path);
    if (!matcher.matches()) {
      matcher = IN_PATH.matcher(path);
    }
    if (!matcher.matches()) {
      return null;
    }
    try {
      return LocalDateTime.of(
              Integer.parseInt(matcher.group(1)),
              Integer.parseInt(matcher.group(2)),
              Integer.parseInt(matcher.group(3)),
              Integer.parseInt(matcher.group(4)),
              0)
          .toInstant(ZoneOffset.UTC);
    } catch (java.time.DateTimeException e) {
      return null;
    }
  }
}
