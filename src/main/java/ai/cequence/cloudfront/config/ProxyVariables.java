package ai.cequence.cloudfront.config;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The proxy that the environment names: {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code NO_PROXY},
 * in upper or lower case.
 *
 * @param environment variables by name
 */
record ProxyVariables(Map<String, String> environment) {
  /**
   * {@code example.com}, {@code .example.com} or {@code *.example.com}, each with a port or not.
   */
  private static final Pattern EXCLUDED =
      Pattern.compile("(?:\\*?\\.)?([^*:]+|\\[[0-9a-f:.]+])(?::([0-9]{1,5}))?");

  static ProxyVariables ofEnvironment() {
    return new ProxyVariables(System.getenv());
  }

  /**
   * The proxy for a URL, null where it is reached directly. Loopback never goes through a proxy.
   *
   * @throws Values.Unexpected where the variable names something that cannot be used; the message
   *     says which variable, never its value, since that may hold a password
   */
  @Nullable URI proxyFor(URI target) throws Values.Unexpected {
    String host = target.getHost();
    if (host == null || isLoopback(host) || isExcluded(host, port(target))) {
      return null;
    }
    String name = "https".equalsIgnoreCase(target.getScheme()) ? "HTTPS_PROXY" : "HTTP_PROXY";
    String proxy = variable(name);
    if (proxy.isBlank()) {
      return null;
    }
    try {
      URI uri = Values.http(proxy.contains("://") ? proxy : "http://" + proxy);
      if ("http".equalsIgnoreCase(uri.getScheme())) {
        return uri;
      }
    } catch (Values.Unexpected e) {
      // As below.
    }
    throw new Values.Unexpected(
        "environment variable "
            + name
            + ": expected http://host:port of a proxy that wants no password, found something else;"
            + " NO_PROXY names hosts that are reached without it");
  }

  private boolean isExcluded(String host, int port) {
    String lower = host.toLowerCase(Locale.ROOT);
    for (String entry : variable("NO_PROXY").split(",", -1)) {
      String name = entry.strip().toLowerCase(Locale.ROOT);
      if (name.equals("*")) {
        return true;
      }
      Matcher excluded = EXCLUDED.matcher(name);
      if (excluded.matches()
          && (lower.equals(excluded.group(1)) || lower.endsWith("." + excluded.group(1)))
          && (excluded.group(2) == null || Integer.parseInt(excluded.group(2)) == port)) {
        return true;
      }
    }
    return false;
  }

  private static int port(URI target) {
    if (target.getPort() >= 0) {
      return target.getPort();
    }
    return "https".equalsIgnoreCase(target.getScheme()) ? 443 : 80;
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
  }

  private String variable(String name) {
    String value = environment.get(name);
    return value != null ? value : environment.getOrDefault(name.toLowerCase(Locale.ROOT), "");
  }
}
