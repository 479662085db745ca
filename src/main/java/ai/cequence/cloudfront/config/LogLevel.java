package ai.cequence.cloudfront.config;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies {@code logging/level} to this application's loggers in this process. */
public final class LogLevel {
  private static final Logger LOG = LoggerFactory.getLogger(LogLevel.class);
  private static final String ROOT = "ai.cequence.cloudfront";

  private LogLevel() {}

  /** Every process of the cluster calls this once it has the settings; repeats do no harm. */
  public static void apply(LoggingSettings settings) {
    try {
      Configurator.setLevel(ROOT, Level.valueOf(settings.level().name()));
    } catch (NoClassDefFoundError e) {
      LOG.warn(
          "Expected log4j 2 to set the level {}, found another logging library; set it there",
          settings.level());
    }
  }
}
