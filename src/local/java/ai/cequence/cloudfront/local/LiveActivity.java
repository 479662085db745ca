package ai.cequence.cloudfront.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest transactions, and the endpoints found in all of them. Thread-safe. */
final class LiveActivity {
  /** How many of the newest transactions are kept. */
  static final int NEWEST = 50;

  /**
   * One viewer request.
   *
   * @param at Unix time of the request in seconds, with three decimals
   * @param path with query, as sent to the Bridge
   * @param status three digits
   */
  record Seen(String at, String method, String host, String path, String status, String client) {}

  private final Deque<Seen> newest = new ArrayDeque<>();
  private final Endpoints endpoints = new Endpoints();

  synchronized void add(JsonNode transaction) {
    JsonNode request = transaction.path("request");
    Seen seen =
        new Seen(
            transaction.path("timestamp").asText(),
            request.path("http-method").asText(),
            request.path("host").asText(),
            request.path("uri-query-fragment").asText(),
            transaction.at("/response/status-code").asText(),
            request.path("client-ip").asText());
    if (newest.size() == NEWEST) {
      newest.removeLast();
    }
    newest.addFirst(seen);
    endpoints.add(seen.method(), seen.host(), seen.path(), seen.status());
  }

  /** Newest first, in the order of their arrival. */
  synchronized List<Seen> newest() {
    return List.copyOf(newest);
  }

  synchronized int endpointsFound() {
    return endpoints.size();
  }

  /**
   * The endpoints with the most requests.
   *
   * @param most how many at most
   */
  synchronized List<Endpoints.Row> endpoints(int most) {
    return endpoints.top(most);
  }
}
