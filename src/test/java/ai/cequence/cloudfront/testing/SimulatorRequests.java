package ai.cequence.cloudfront.testing;

import ai.cequence.cloudfront.local.BridgeSimulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Talks to a simulator as the job does, without a job. */
public final class SimulatorRequests {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient client = HttpClient.newHttpClient();
  private final BridgeSimulator bridge;
  private int keys;

  public SimulatorRequests(BridgeSimulator bridge) {
    this.bridge = bridge;
  }

  /** A transaction as the contract has it. */
  public static String transaction(
      String id, String method, String host, String path, String status, String client) {
    return """
        {"timestamp":"1732262400.123","version":"1.0","transaction-id":"%s",\
        "request":{"client-ip":"%s","http-scheme":"https","http-version":"2.0","http-method":"%s",\
        "uri-query-fragment":"%s","host":"%s","connection":{"connection-ip":"%s","connection-port":1,\
        "server-ip":"0.0.0.0","server-port":443},"headers":[],"body":{"length":0,"data":""}},\
        "response":{"status-code":"%s","headers":[],"body":{"length":0,"data":""}},\
        "txn-meta-data":{"source_info":{"version":"1","type":"cloudfront","pool_id":"E1","instance_id":"t"},\
        "data_extractions":{}}}"""
        .formatted(id, client, method, path, host, client, status);
  }

  /** An access token. */
  public String token() throws IOException, InterruptedException {
    String form = "grant_type=client_credentials&client_id=test&client_secret=test";
    String json =
        client
            .send(
                to("/auth/realms/x/token").POST(BodyPublishers.ofString(form)).build(),
                BodyHandlers.ofString())
            .body();
    return json.replaceFirst(".*\"access_token\":\"([^\"]*)\".*", "$1");
  }

  /** Sends transactions in one request and returns the answer's status. */
  public int send(String token, String... transactions) throws IOException, InterruptedException {
    String body =
        List.of(transactions).stream().collect(Collectors.joining(",", "{\"data\":[", "]}"));
    HttpRequest request =
        to("/api-transactions")
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .header("User-Agent", "cloudfront-bridge/test")
            .header("Idempotency-Key", "%032x".formatted(++keys))
            .POST(BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }

  /** Any request with headers (name, value, …). */
  public HttpResponse<String> request(String method, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = to(path).method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(bridge.url() + path)).timeout(PATIENCE);
  }
}
