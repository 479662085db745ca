package ai.cequence.cloudfront.local;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * API endpoints: method, host and path, with what looks like an identifier in a path replaced, and
 * the mix of statuses of each. Confined to one thread.
 */
final class Endpoints {
  /** Further endpoints are counted together, so that a scan of random paths stays bounded. */
  static final int MOST = 500;

  private static final Endpoint OTHERS = new Endpoint("*", "", "further endpoints");
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final Pattern IDENTIFIER =
      Pattern.compile(
          "(?=.*\\d)[0-9a-fA-F]{16,}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private record Endpoint(String method, String host, String path) {}

  /**
   * What is known of an endpoint.
   *
   * @param statuses how many requests by class of their status, {@code 2xx} to {@code 5xx}, {@code
   *     other}
   */
  record Row(String method, String host, String path, long count, Map<String, Long> statuses) {}

  private final Map<Endpoint, Map<String, Long>> statuses = new HashMap<>();

  /**
   * Counts a request.
   *
   * @param uri with query
   */
  void add(String method, String host, String uri, String status) {
    Endpoint endpoint = new Endpoint(method, host, template(uri));
    if (statuses.size() >= MOST && !statuses.containsKey(endpoint)) {
      endpoint = OTHERS;
    }
    statuses
        .computeIfAbsent(endpoint, e -> new TreeMap<>())
        .merge(statusClass(status), 1L, Long::sum);
  }

  int size() {
    return statuses.size();
  }

  /** Those with the most requests; equals by path. */
  List<Row> top(int most) {
    return statuses.entrySet().stream()
        .map(
            e ->
                new Row(
                    e.getKey().method(),
                    e.getKey().host(),
                    e.getKey().path(),
                    e.getValue().values().stream().mapToLong(Long::longValue).sum(),
                    Map.copyOf(e.getValue())))
        .sorted(
            Comparator.comparingLong(Row::count)
                .reversed()
                .thenComparing(Row::path)
                .thenComparing(Row::method)
                .thenComparing(Row::host))
        .limit(most)
        .toList();
  }

  /** A path without its query, with numbers and identifiers replaced. */
  static String template(String uri) {
    int query = uri.indexOf('?');
    String path = query < 0 ? uri : uri.substring(0, query);
    StringBuilder template = new StringBuilder(path.length());
    int from = 0;
    while (from <= path.length()) {
      int slash = path.indexOf('/', from);
      int to = slash < 0 ? path.length() : slash;
      String segment = path.substring(from, to);
      if (NUMBER.matcher(segment).matches()) {
        template.append("{n}");
      } else if (IDENTIFIER.matcher(segment).matches()) {
        template.append("{id}");
      } else {
        template.append(segment);
      }
      if (slash >= 0) {
        template.append('/');
      }
      from = to + 1;
    }
    return template.toString();
  }

  private static String statusClass(String status) {
    boolean known = status.length() == 3 && status.charAt(0) >= '2' && status.charAt(0) <= '5';
    return known ? status.charAt(0) + "xx" : "other";
  }
}
