package ai.cequence.cloudfront.config;

import java.util.List;
import java.util.Map;

/** Placeholder to be completed: the raw properties of this process. */
public final class PropertySource {
  private static volatile PropertySource process = new PropertySource(Map.of());

  private final Map<String, Map<String, String>> groups;

  PropertySource(Map<String, Map<String, String>> groups) {
    this.groups = groups;
  }

  static PropertySource ofProcess() {
    return process;
  }

  String clientSecret() {
    String secret = groups.getOrDefault("bridge", Map.of()).get("client-secret");
    if (secret == null) {
      throw new ConfigurationException(
          List.of(
              "bridge/client-secret: expected a secret in this process's properties, found none"));
    }
    return secret;
  }
}
