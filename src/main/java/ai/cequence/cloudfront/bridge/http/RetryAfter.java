package ai.cequence.cloudfront.bridge.http;

import org.jspecify.annotations.Nullable;

/** The header {@code Retry-After} (RFC 9110, section 10.2.3): seconds, or an HTTP date. */
final class RetryAfter {
  /** Longer demands are cut to this: a wrong clock or a joke must not stop delivery for days. */
  static final long MOST_MILLIS = 3_600_000;

  private RetryAfter() {}

  /** Milliseconds to wait from now; 0 where the header is missing, senseless or past. */
  static long millis(@Nullable String header, long nowMillis) {
    if (header == null || header.isBlank()) {
      return 0;
    }
    String value = header.strip();
    if (value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return value.length() > 9 ? MOST_MILLIS : Math.min(MOST_MILLIS, Long.parseLong(value) * 1000);
    }
    Long at = HttpDate.millis(value, nowMillis);
    return at == null ? 0 : Math.max(0, Math.min(MOST_MILLIS, at - nowMillis));
  }
}
