package ai.cequence.cloudfront.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A Flink cluster's REST interface, as far as tests use it. */
public final class ClusterRest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String BOUNDARY = "----cloudfront-bridge";

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI base;

  public ClusterRest(URI base) {
    this.base = base;
  }

  /** Free slots of the cluster; -1 while it does not answer. */
  public int freeSlots() throws InterruptedException {
    try {
      return get("/overview").path("slots-available").asInt(-1);
    } catch (IOException e) {
      return -1;
    }
  }

  /** Uploads a jar and returns its id. */
  public String upload(Path jar) throws IOException, InterruptedException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(
        ("--"
                + BOUNDARY
                + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\"job.jar\"\r\n"
                + "Content-Type: application/x-java-archive\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    body.write(Files.readAllBytes(jar));
    body.write(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
    JsonNode answer =
        send(
            to("/jars/upload")
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(BodyPublishers.ofByteArray(body.toByteArray())));
    String file = answer.path("filename").asText();
    return file.substring(file.lastIndexOf('/') + 1);
  }

  /**
   * Runs a jar and returns the job's id.
   *
   * @param savepoint from which to go on, or null
   */
  public String run(String jar, int parallelism, @Nullable String savepoint)
      throws IOException, InterruptedException {
    ObjectNode body = JSON.createObjectNode().put("parallelism", parallelism);
    if (savepoint != null) {
      body.put("savepointPath", savepoint);
    }
    return post("/jars/" + jar + "/run", body).path("jobid").asText();
  }

  /** State of a job, such as {@code RUNNING}. */
  public String state(String job) throws IOException, InterruptedException {
    return get("/jobs/" + job).path("state").asText();
  }

  /** Whether every subtask of a job runs. */
  public boolean allRun(String job) throws IOException, InterruptedException {
    JsonNode vertices = get("/jobs/" + job).path("vertices");
    for (JsonNode vertex : vertices) {
      if (vertex.at("/tasks/RUNNING").asInt() != vertex.path("parallelism").asInt()) {
        return false;
      }
    }
    return !vertices.isEmpty();
  }

  /** Checkpoints that are complete. */
  public int checkpoints(String job) throws IOException, InterruptedException {
    return get("/jobs/" + job + "/checkpoints").at("/counts/completed").asInt();
  }

  /** Begins a stop with a savepoint and returns the request's id. */
  public String stop(String job) throws IOException, InterruptedException {
    ObjectNode body = JSON.createObjectNode().put("drain", false).put("formatType", "NATIVE");
    return post("/jobs/" + job + "/stop", body).path("request-id").asText();
  }

  /** Where a stop's savepoint is; empty until it is complete. */
  public String savepoint(String job, String request) throws IOException, InterruptedException {
    JsonNode answer = get("/jobs/" + job + "/savepoints/" + request);
    if (answer.at("/operation/failure-cause").isObject()) {
      throw new AssertionError("Expected a savepoint, found " + answer);
    }
    return answer.at("/operation/location").asText();
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return send(to(path).GET());
  }

  private JsonNode post(String path, ObjectNode body) throws IOException, InterruptedException {
    return send(
        to(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString())));
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE);
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(
          "Expected 2xx from " + answer.uri() + ", found " + answer.statusCode() + answer.body());
    }
    return JSON.readTree(answer.body());
  }
}
