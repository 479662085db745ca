package ai.cequence.cloudfront.local;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.local.BridgeSimulator.Fault;
import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.metrics.RunCount;
import ai.cequence.cloudfront.testing.SimulatorRequests;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DashboardTest {
  private BridgeSimulator bridge;
  private SimulatorRequests requests;

  @BeforeEach
  void start() throws IOException {
    bridge = new BridgeSimulator(0, true);
    requests = new SimulatorRequests(bridge);
  }

  @AfterEach
  void stop() {
    bridge.close();
  }

  private JsonNode facts() throws Exception {
    return new ObjectMapper().readTree(requests.request("GET", "/dashboard.json").body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/dashboard.css", "/dashboard.js", "/icon.svg", "/dashboard.json"})
  void forbidsEveryScriptButItsOwn(String path) throws Exception {
    HttpResponse<String> answer = requests.request("GET", path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
        .startsWith("default-src 'none'; script-src 'self';")
        .doesNotContain("unsafe", "http", "*");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/index", "/../pom.xml", "/demo-logs/README.md", "/META-INF/"})
  void servesNothingElse(String path) throws Exception {
    assertThat(requests.request("GET", path).statusCode()).isEqualTo(404);
  }

  @Test
  void takesNoOrderFromAnotherPage() throws Exception {
    assertThat(
            requests.request("POST", "/fault/DOWN", "Origin", "http://evil.example").statusCode())
        .isEqualTo(403);
    assertThat(requests.request("POST", "/fault/DOWN", "Origin", "null").statusCode())
        .isEqualTo(403);
    assertThat(requests.request("GET", "/fault/DOWN").statusCode()).isEqualTo(405);
    assertThat(facts().at("/faults/0/on").asBoolean()).isFalse();
    assertThat(
            requests
                .request("POST", "/fault/too_many", "Origin", bridge.url().toString())
                .statusCode())
        .isEqualTo(200);
    assertThat(facts().at("/faults/0/on").asBoolean()).isTrue();
  }

  @Test
  void answersNoOtherHostsName() throws Exception {
    // A name that an attacker's server resolves to loopback.
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), bridge.url().getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /dashboard.json HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 403 ");
    }
  }

  @Test
  void showsWhatArrivedNewestFirst() throws Exception {
    String token = requests.token();
    requests.send(
        token, SimulatorRequests.transaction("a", "GET", "h", "/users/1?x=1", "200", "192.0.2.1"));
    requests.send(
        token, SimulatorRequests.transaction("b", "POST", "h", "/users/2", "503", "2001:db8::1"));

    JsonNode facts = facts();
    assertThat(facts.get("activity").toString())
        .isEqualTo(
            "[{\"at\":\"1732262400.123\",\"method\":\"POST\",\"host\":\"h\",\"path\":\"/users/2\","
                + "\"status\":\"503\",\"client\":\"2001:db8::1\"},"
                + "{\"at\":\"1732262400.123\",\"method\":\"GET\",\"host\":\"h\",\"path\":\"/users/1?x=1\","
                + "\"status\":\"200\",\"client\":\"192.0.2.1\"}]");
    assertThat(facts.get("endpointsFound").asInt()).isEqualTo(2);
    assertThat(facts.at("/bridge/transactions").asInt()).isEqualTo(2);
    assertThat(facts.at("/bridge/answers/200").asInt()).isEqualTo(2);
    assertThat(facts.has("job")).as("no job in this process was shown").isFalse();
  }

  @Test
  void keepsTheNewestFifty() throws Exception {
    String token = requests.token();
    for (int i = 0; i < LiveActivity.NEWEST + 1; i++) {
      requests.send(
          token, SimulatorRequests.transaction("id" + i, "GET", "h", "/p" + i, "200", "192.0.2.1"));
    }

    JsonNode activity = facts().get("activity");
    assertThat(activity).hasSize(50);
    assertThat(activity.get(0).get("path").asText()).isEqualTo("/p50");
    assertThat(activity.get(49).get("path").asText()).isEqualTo("/p1");
  }

  @Test
  void showsTheJobsCountsAndMetrics() throws Exception {
    Map<RunCount, Long> counts = new EnumMap<>(RunCount.class);
    for (RunCount count : RunCount.values()) {
      counts.put(count, 0L);
    }
    counts.put(RunCount.TRANSACTIONS, 100L);
    counts.put(RunCount.DUPLICATES, 10L);
    counts.put(RunCount.DELIVERED, 60L);
    counts.put(RunCount.DEAD_LETTERED, 5L);
    bridge.show(
        new FixedView(
            counts,
            List.of(new JobView.Reading(Metric.LINES_REJECTED, "missing-field", 3)),
            Map.of("numRestarts", 1.0)));

    JsonNode job = facts().get("job");
    assertThat(job.at("/counts/undelivered").asInt()).isEqualTo(25);
    assertThat(job.at("/metrics/0/id").asText()).isEqualTo("numLinesRejected");
    assertThat(job.at("/metrics/0/values/0/by").asText()).isEqualTo("missing-field");
    assertThat(job.at("/metrics/0/values/0/number").asInt()).isEqualTo(3);
    assertThat(job.at("/flink/numRestarts").asInt()).isEqualTo(1);
  }

  @Test
  void eachFaultDoesWhatItSays() throws Exception {
    String token = requests.token();
    String transaction = SimulatorRequests.transaction("a", "GET", "h", "/", "200", "192.0.2.1");

    bridge.setFault(Fault.TOO_MANY);
    assertThat(requests.send(token, transaction)).isEqualTo(429);
    bridge.setFault(Fault.UNAVAILABLE);
    assertThat(requests.send(token, transaction)).isEqualTo(503);
    bridge.setFault(Fault.UNAUTHORIZED);
    assertThat(requests.send(token, transaction)).isEqualTo(401);
    bridge.setFault(Fault.EXPIRED);
    assertThat(requests.send("simulated-long-ago", transaction)).isEqualTo(401);
    assertThat(requests.send(requests.token(), transaction)).isEqualTo(200);
    bridge.setFault(Fault.NONE);
    assertThat(requests.send(token, transaction)).isEqualTo(200);
    bridge.setMostBytes(10);
    assertThat(requests.send(token, transaction)).isEqualTo(413);
    assertThat(bridge.answers()).isEqualTo(Map.of(200, 2L, 401, 2L, 413, 1L, 429, 1L, 503, 1L));
    assertThat(bridge.transactions()).isEqualTo(2);
    assertThat(bridge.problems()).isEmpty();
  }
}
