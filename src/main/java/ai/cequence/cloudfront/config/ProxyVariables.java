package ai.cequence.cloudfront.config;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The proxy that the environment names: {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code NO_PROXY},
 * in upper or lower case.
 *
 * @param environment variables by name
 */
record ProxyVariables(Map<String, String> environment) {

  static ProxyVariables ofEnvironment() {
    return new ProxyVariables(System.getenv());
  }

  /**
   * The proxy for a URL, null where it is reached directly. Loopback never goes through a proxy.
   */
  @Nullable URI proxyFor(URI target) {
    String host = target.getHost();
    if (host == null || isLoopback(host) || isExcluded(host)) {
      return null;
    }
    String proxy =
        variable("https".equalsIgnoreCase(target.getScheme()) ? "HTTPS_PROXY" : "HTTP_PROXY");
    if (proxy.isBlank()) {
      return null;
    }
    try {
      return Values.http(proxy.contains("://") ? proxy : "http://" + proxy);
    } catch (Values.Unexpected e) {
      return null;
    }
  }

  private boolean isExcluded(String host) {
    for (String entry : variable("NO_PROXY").split(",", -1)) {
      String suffix = entry.strip().toLowerCase(Locale.ROOT);
      if (suffix.equals("*")) {
        return true;
      }
      String bare = suffix.startsWith(".") ? suffix.substring(1) : suffix;
      String lower = host.toLowerCase(Locale.ROOT);
      if (!bare.isEmpty() && (lower.equals(bare) || lower.endsWith("." + bare))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
  }

  private String variable(String name) {
    String value = environment.get(name);
    return value != null ? value : environment.getOrDefault(name.toLowerCase(Locale.ROOT), "");
  }
}
