package ai.cequence.cloudfront.source.s3.discovery;

import java.time.Duration;
import java.time.Instant;

/** Keys of standard logs in one folder, around one noon. */
final class LogKeys {
  static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
  static final String FOLDER = "s3://bucket/logs/";

  private LogKeys() {}

  static String key(Instant hour, String id) {
    return key("E1AAAAAAAAAA", hour, id);
  }

  static String key(String distribution, Instant hour, String id) {
    return "logs/%s.%s.%s.gz"
        .formatted(distribution, hour.toString().substring(0, 13).replace('T', '-'), id);
  }

  static Instant hoursAgo(int hours) {
    return NOON.minus(Duration.ofHours(hours));
  }
}
