package ai.cequence.cloudfront;

import ai.cequence.cloudfront.config.PropertySource;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which a command takes the job's settings. */
public final class SettingsOptions {
  @Option(
      names = "--properties",
      paramLabel = "FILE",
      description = "settings as JSON property groups, as the job has them")
  private @Nullable Path properties;

  @Option(
      names = "--set",
      paramLabel = "group/key=value",
      description = "one more setting, which replaces another of its name; repeatable")
  private Map<String, String> settings = new LinkedHashMap<>();

  /** Whether there is any. */
  public boolean areGiven() {
    return properties != null || !settings.isEmpty();
  }

  /**
   * What was given; where nothing was, the properties that the process has without.
   *
   * @throws ai.cequence.cloudfront.config.ConfigurationException where these cannot be read
   */
  public PropertySource source() {
    if (!areGiven()) {
      return PropertySource.ofProcess();
    }
    PropertySource source =
        properties == null ? PropertySource.empty("--set") : PropertySource.ofFile(properties);
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      source = source.withSetting(setting.getKey(), setting.getValue());
    }
    return source;
  }
}
