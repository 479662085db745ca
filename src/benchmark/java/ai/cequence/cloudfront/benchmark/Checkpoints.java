package ai.cequence.cloudfront.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * What Flink's REST interface says of the checkpoints of the one job on a cluster.
 *
 * @param longestMillis from trigger to completion
 * @param stateBytes all that the newest complete checkpoint holds
 */
record Checkpoints(
    long completed, long failed, long restored, long longestMillis, long stateBytes) {

  /**
   * One that completed.
   *
   * @param triggeredMillis when it began, milliseconds since the epoch
   * @param millis from trigger to completion
   */
  record Completed(long id, long triggeredMillis, long millis) {}

  /** Asks the cluster whose REST interface listens on this port of loopback. */
  static Checkpoints of(int port) throws IOException, InterruptedException {
    JsonNode checkpoints = ask(port);
    JsonNode counts = checkpoints.path("counts");
    return new Checkpoints(
        counts.path("completed").asLong(),
        counts.path("failed").asLong(),
        counts.path("restored").asLong(),
        checkpoints.path("summary").path("end_to_end_duration").path("max").asLong(),
        checkpoints.path("latest").path("completed").path("state_size").asLong());
  }

  /** The newest ones that are complete, some ten at most. */
  static List<Completed> newest(int port) throws IOException, InterruptedException {
    List<Completed> newest = new ArrayList<>();
    for (JsonNode checkpoint : ask(port).path("history")) {
      if (checkpoint.path("status").asText().equals("COMPLETED")) {
        newest.add(
            new Completed(
                checkpoint.path("id").asLong(),
                checkpoint.path("trigger_timestamp").asLong(),
                checkpoint.path("end_to_end_duration").asLong()));
      }
    }
    return newest;
  }

  private static JsonNode ask(int port) throws IOException, InterruptedException {
    String base = "http://127.0.0.1:" + port + "/jobs";
    String job = get(base).path("jobs").path(0).path("id").asText();
    return get(base + "/" + job + "/checkpoints");
  }

  private static JsonNode get(String url) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url)).build(),
                HttpResponse.BodyHandlers.ofByteArray());
    return new ObjectMapper().readTree(answer.body());
  }
}
