package ai.cequence.cloudfront.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text to typed values. Each method throws {@link Unexpected} with what it expected. */
final class Values {
  private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,15})\\s*([a-zA-Z]*)");
  private static final Map<String, Long> BYTES =
      Map.of(
          "", 1L,
          "b", 1L,
          "kb", 1_000L,
          "mb", 1_000_000L,
          "gb", 1_000_000_000L,
          "kib", 1L << 10,
          "mib", 1L << 20,
          "gib", 1L << 30);
  private static final Map<String, Duration> TIMES =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "min", Duration.ofMinutes(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  private Values() {}

  /** A value is not what was expected; the message says what was, to follow the word "expected". */
  static final class Unexpected extends Exception {
    private static final long serialVersionUID = 1L;

    Unexpected(String expected) {
      super(expected);
    }
  }

  static boolean bool(String text) throws Unexpected {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new Unexpected("true or false");
    };
  }

  static int integer(String text, int min, int max) throws Unexpected {
    try {
      int value = Integer.parseInt(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below, together with a number out of range
    }
    throw new Unexpected("a whole number from " + min + " to " + max);
  }

  /** {@code 10 s}, {@code 500ms}, {@code 25 h}, or ISO-8601 {@code PT10S}. */
  static Duration duration(String text, Duration min, Duration max) throws Unexpected {
    Duration value = durationOrNull(text);
    if (value == null || value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new Unexpected(
          "a duration from " + show(min) + " to " + show(max) + ", such as 500 ms, 10 s or 25 h");
    }
    return value;
  }

  private static @org.jspecify.annotations.Nullable Duration durationOrNull(String text) {
    try {
      if (text.startsWith("P")) {
        return Duration.parse(text);
      }
      Matcher matcher = NUMBER_AND_UNIT.matcher(text);
      Duration unit = matcher.matches() ? TIMES.get(matcher.group(2)) : null;
      return unit == null ? null : unit.multipliedBy(Long.parseLong(matcher.group(1)));
    } catch (DateTimeParseException | ArithmeticException e) {
      return null;
    }
  }

  /** {@code 1 MB} is 1 000 000 bytes, {@code 1 MiB} is 1 048 576, a bare number is bytes. */
  static long bytes(String text, long min, long max) throws Unexpected {
    Matcher matcher = NUMBER_AND_UNIT.matcher(text);
    Long unit = matcher.matches() ? BYTES.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
    if (unit != null) {
      try {
        long value = Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
        if (value >= min && value <= max) {
          return value;
        }
      } catch (ArithmeticException e) {
        // said below, as out of range
      }
    }
    throw new Unexpected(
        "a size from " + min + " to " + max + " bytes, such as 800 kB, 1 MB or 1 MiB");
  }

  static Instant instant(String text) throws Unexpected {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new Unexpected("an ISO-8601 instant such as 2026-01-31T14:00:00Z");
    }
  }

  /** Trimmed items; an empty text is an empty list. */
  static List<String> list(String text) throws Unexpected {
    if (text.isBlank()) {
      return List.of();
    }
    List<String> items = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    if (items.contains("")) {
      throw new Unexpected("a comma-separated list without an empty item");
    }
    return items;
  }

  static <E extends Enum<E>> E choice(String text, Class<E> type) throws Unexpected {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(text)) {
        return constant;
      }
    }
    throw new Unexpected(
        "one of "
            + String.join(
                ", ", Arrays.stream(type.getEnumConstants()).map(e -> lower(e.name())).toList()));
  }

  /** An absolute http or https URL with a host and without user information. */
  static URI http(String text) throws Unexpected {
    URI uri = uri(text, "an http:// or https:// URL");
    boolean scheme =
        "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
    if (!scheme || uri.getHost() == null || uri.getPort() > 65_535) {
      throw new Unexpected("an http:// or https:// URL");
    }
    if (uri.getUserInfo() != null || uri.getFragment() != null) {
      throw new Unexpected("a URL without user, password or fragment");
    }
    return uri;
  }

  /**
   * A folder: {@code s3://bucket/prefix}, {@code s3a://…}, {@code file:///…} or an absolute path;
   * ends in a slash.
   */
  static URI folder(String text) throws Unexpected {
    URI uri = location(text);
    return uri.toString().endsWith("/") ? uri : URI.create(uri + "/");
  }

  /** As {@link #folder}, for one file or object. */
  static URI location(String text) throws Unexpected {
    String expected = "an s3://, s3a:// or file:// location, or an absolute path";
    URI uri = text.startsWith("/") ? path(text, expected) : uri(text, expected);
    String scheme = uri.getScheme() == null ? "" : uri.getScheme();
    return switch (scheme) {
      case "s3", "s3a" -> {
        if (uri.getAuthority() == null) {
          throw new Unexpected(expected + "; the bucket is missing");
        }
        yield uri;
      }
      case "file" -> {
        if (uri.getPath() == null || !uri.getPath().startsWith("/")) {
          throw new Unexpected(expected + "; after file:// an absolute path begins with a slash");
        }
        yield uri;
      }
      default -> throw new Unexpected(expected);
    };
  }

  private static URI path(String text, String expected) throws Unexpected {
    try {
      return Path.of(text).toUri();
    } catch (InvalidPathException e) {
      throw new Unexpected(expected + " (" + e.getReason() + ")");
    }
  }

  private static URI uri(String text, String expected) throws Unexpected {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new Unexpected(expected + " (" + e.getReason() + ")");
    }
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static String show(Duration duration) {
    if (duration.toMillis() % 1000 != 0) {
      return duration.toMillis() + " ms";
    }
    return duration.toHours() > 0 ? duration.toHours() + " h" : duration.toSeconds() + " s";
  }
}
