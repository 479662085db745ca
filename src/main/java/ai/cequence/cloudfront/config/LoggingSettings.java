package ai.cequence.cloudfront.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * Group {@code logging}.
 *
 * @param level of this application's own loggers
 * @param reportInterval time over which delivered transactions are summed before they are logged;
 *     zero: a line a request
 */
public record LoggingSettings(Level level, Duration reportInterval) implements Serializable {
  /** Log levels, from the most to the least talkative. */
  public enum Level {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR
  }
}
