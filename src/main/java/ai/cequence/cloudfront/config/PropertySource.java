package ai.cequence.cloudfront.config;

import ai.cequence.cloudfront.Failures;
import com.amazonaws.services.kinesisanalytics.runtime.KinesisAnalyticsRuntime;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Raw properties, by group and key, and where they came from. Immutable.
 *
 * <p>A process has one: the file that {@code --properties} names, else the file that the
 * environment variable {@value #VARIABLE} names, else what the managed service's library gives.
 */
public final class PropertySource {
  /** Names a file with properties in the managed service's format. */
  public static final String VARIABLE = "CLOUDFRONT_BRIDGE_PROPERTIES";

  private static volatile @Nullable PropertySource process;

  private final String origin;
  private final Map<String, Map<String, String>> groups;

  private PropertySource(String origin, Map<String, Map<String, String>> groups) {
    this.origin = origin;
    this.groups = groups;
  }

  /** No properties at all, to add to. */
  public static PropertySource empty(String origin) {
    return new PropertySource(origin, Map.of());
  }

  /**
   * Properties from a file: {@code [{"PropertyGroupId":"bridge","PropertyMap":{"client-id":"…"}}]}.
   *
   * @throws ConfigurationException where it cannot be read or has another shape
   */
  public static PropertySource ofFile(Path file) {
    String content;
    try {
      content = Files.readString(file);
    } catch (IOException e) {
      throw problem(
          "Expected a readable file with property groups at "
              + file
              + ", found "
              + Failures.reason(e));
    }
    return new PropertySource(file.toString(), parse(file, content));
  }

  /** These properties become the process's own: operators in it read secrets from here. */
  public PropertySource install() {
    process = this;
    return this;
  }

  /**
   * The properties of this process.
   *
   * @throws ConfigurationException where there are none
   */
  public static PropertySource ofProcess() {
    PropertySource installed = process;
    if (installed != null) {
      return installed;
    }
    String file = System.getenv(VARIABLE);
    return (file != null && !file.isBlank() ? ofFile(Path.of(file)) : ofManagedService()).install();
  }

  /** The same with one more property, which replaces another of its name. */
  public PropertySource with(String group, String key, String value) {
    Map<String, Map<String, String>> copy = new TreeMap<>(groups);
    Map<String, String> properties = new TreeMap<>(copy.getOrDefault(group, Map.of()));
    properties.put(key, value);
    copy.put(group, properties);
    return new PropertySource(origin, copy);
  }

  /**
   * The same with one more property as a command line gives it, {@code --set group/key=value}.
   *
   * @param path {@code group/key}
   * @throws ConfigurationException where that is not of this form
   */
  public PropertySource withSetting(String path, String value) {
    int slash = path.indexOf('/');
    if (slash <= 0 || slash == path.length() - 1) {
      throw new ConfigurationException(
          List.of("--set " + path + ": expected group/key=value, such as window/size=2s"));
    }
    return with(path.substring(0, slash), path.substring(slash + 1), value);
  }

  /** Where they came from, for messages. */
  String origin() {
    return origin;
  }

  Map<String, Map<String, String>> groups() {
    return groups;
  }

  String clientSecret() {
    String secret =
        groups.getOrDefault(Key.CLIENT_SECRET.group(), Map.of()).get(Key.CLIENT_SECRET.key());
    if (secret == null || secret.isBlank()) {
      throw problem(
          Key.CLIENT_SECRET.path()
              + ": expected in "
              + origin
              + " of this process too, found none; mount the same file on every task manager, or"
              + " use "
              + Key.CLIENT_SECRET_ARN.path());
    }
    return secret;
  }

  private static PropertySource ofManagedService() {
    Map<String, Properties> found;
    try {
      found = KinesisAnalyticsRuntime.getApplicationProperties();
    } catch (IOException e) {
      throw problem(
          "Expected the managed service's runtime properties, found them unreadable: "
              + Failures.reason(e));
    } catch (NoClassDefFoundError e) {
      throw problem(
          "Expected a file of properties named by --properties or " + VARIABLE + ", found neither");
    }
    if (found.isEmpty()) {
      // The service's library answers a missing file with an empty map.
      throw problem(
          "Expected runtime properties of the managed service, found none: give the application"
              + " its property groups, or elsewhere name a file by --properties or "
              + VARIABLE);
    }
    Map<String, Map<String, String>> groups = new TreeMap<>();
    found.forEach(
        (group, properties) -> {
          Map<String, String> values = new TreeMap<>();
          properties.stringPropertyNames().forEach(k -> values.put(k, properties.getProperty(k)));
          groups.put(group, values);
        });
    return new PropertySource("the application's runtime properties", groups);
  }

  private static Map<String, Map<String, String>> parse(Path file, String content) {
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(content);
    } catch (JsonProcessingException e) {
      throw problem(
          "Expected JSON in "
              + file
              + ", found something else at line "
              + (e.getLocation() == null ? 1 : e.getLocation().getLineNr()));
    }
    if (!root.isArray()) {
      throw problem(
          "Expected [{\"PropertyGroupId\":…,\"PropertyMap\":{…}}] in " + file + ", found no array");
    }
    List<String> problems = new ArrayList<>();
    Map<String, Map<String, String>> groups = new TreeMap<>();
    int number = 0;
    for (JsonNode entry : root) {
      number++;
      JsonNode id = entry.path("PropertyGroupId");
      JsonNode map = entry.path("PropertyMap");
      if (!id.isTextual() || !map.isObject()) {
        problems.add(
            "Expected PropertyGroupId (text) and PropertyMap (object) in each element of "
                + file
                + ", found another shape in element "
                + number);
        continue;
      }
      if (groups.containsKey(id.asText())) {
        problems.add("Expected each group once in " + file + ", found " + id.asText() + " again");
        continue;
      }
      Map<String, String> values = new TreeMap<>();
      for (Map.Entry<String, JsonNode> property : map.properties()) {
        if (property.getValue().isValueNode() && !property.getValue().isNull()) {
          values.put(property.getKey(), property.getValue().asText());
        } else {
          problems.add(
              id.asText()
                  + "/"
                  + property.getKey()
                  + ": expected text, found "
                  + kind(property.getValue()));
        }
      }
      groups.put(id.asText(), values);
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return groups;
  }

  private static String kind(JsonNode value) {
    if (value.isArray()) {
      return "an array";
    }
    return value.isObject() ? "an object" : "none";
  }

  private static ConfigurationException problem(String problem) {
    return new ConfigurationException(List.of(problem));
  }
}
