package ai.cequence.cloudfront.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/**
 * What Flink's REST interface says of the checkpoints of the one job on a cluster.
 *
 * @param longestMillis from trigger to completion
 */
record Checkpoints(long completed, long failed, long restored, long longestMillis) {

  /** Asks the cluster whose REST interface listens on this port of loopback. */
  static Checkpoints of(int port) throws IOException, InterruptedException {
    String base = "http://127.0.0.1:" + port + "/jobs";
    String job = get(base).path("jobs").path(0).path("id").asText();
    JsonNode checkpoints = get(base + "/" + job + "/checkpoints");
    JsonNode counts = checkpoints.path("counts");
    return new Checkpoints(
        counts.path("completed").asLong(),
        counts.path("failed").asLong(),
        counts.path("restored").asLong(),
        checkpoints.path("summary").path("end_to_end_duration").path("max").asLong());
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
