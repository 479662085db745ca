package ai.cequence.cloudfront.local;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.testing.JobProcess;
import ai.cequence.cloudfront.testing.RunFiles;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged jar at its most talkative, with refusals of every kind: what nobody may read is in
 * nothing that it prints or writes, but where it is data.
 */
class SecretsIT {
  private static final String CLIENT_SECRET = "zebra-client-secret";
  private static final String TOKEN = "walrus-access-token-";
  private static final String COOKIE = "session=ocelot-cookie";
  private static final String AUTHORIZATION = "Basic-heron-credentials";

  /** What is logged at debug level, so that the search has something to find. */
  private static final String PLANTED = "planted-otter.jpg";

  private static final String FIELDS =
      "#Version: 1.0\n#Fields: date time c-ip cs-method cs(Host) cs-uri-stem sc-status"
          + " cs(Cookie) x-edge-request-id cs-headers\n";

  @TempDir Path folder;

  private final AtomicInteger tokenRequests = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private final List<String> metrics = new ArrayList<>();
  private HttpServer bridge;
  private int metricsPort;

  @BeforeEach
  void start() throws IOException {
    metricsPort = Loopback.freePort();
    bridge = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    bridge.createContext("/auth", this::token);
    bridge.createContext("/api-transactions", this::ingest);
    bridge.start();
  }

  @AfterEach
  void stop() {
    bridge.stop(0);
  }

  /** Refuses the first request with the secret in its answer. */
  private void token(HttpExchange exchange) throws IOException {
    String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    int number = tokenRequests.incrementAndGet();
    answer(
        exchange,
        number == 1 ? 401 : 200,
        number == 1 ? form : "{\"access_token\":\"" + TOKEN + number + "\",\"expires_in\":1800}");
  }

  /**
   * Refuses with the token in its answers: the second request, and every one with poison in it. The
   * first gets no answer.
   */
  private void ingest(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String echo = "No: " + exchange.getRequestHeaders().getFirst("Authorization");
    int number = requests.incrementAndGet();
    if (number == 1) {
      exchange.close();
      return;
    }
    if (number == 2) {
      answer(exchange, 401, echo);
      return;
    }
    if (body.contains("/poison")) {
      metrics.add(scrape());
      answer(exchange, 400, echo);
      return;
    }
    answer(exchange, 200, "");
  }

  private String scrape() {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + metricsPort + "/metrics"))
                  .build(),
              BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static String line(String path, String id, String status) {
    return String.join(
        "\t",
        "2026-01-31",
        "10:20:00",
        "203.0.113.7",
        "GET",
        "www.example.com",
        path,
        status,
        COOKIE,
        id,
        "Authorization:" + AUTHORIZATION);
  }

  @Test
  void nothingThatIsPrintedOrWrittenHoldsThem() throws Exception {
    RunFiles files = new RunFiles(folder);
    writeLog(
        files.logs().resolve("E1AAAAAAAAAA.2026-01-31-10.0a0b0c0d.gz"),
        line("/good", "id-good", "200"),
        line("/" + PLANTED, "id-static", "200"),
        line("/poison", "id-poison", "200"),
        line("/short", "id-short", "200") + "\tone\ttoo\tmany",
        // As where a column is missing before the status.
        line("/invalid", "id-invalid", COOKIE),
        line("/invalid", "id-invalid", "Authorization:" + AUTHORIZATION),
        line("/invalid", "id-invalid", "200").replace("10:20:00", COOKIE),
        line("/invalid", "id-invalid", "200").replace("2026-01-31", AUTHORIZATION));
    URI url = URI.create("http://127.0.0.1:" + bridge.getAddress().getPort());
    String[] arguments =
        files.arguments(
            url,
            "--set",
            "bridge/client-secret=" + CLIENT_SECRET,
            "--set",
            "logging/level=debug",
            "--metrics-port",
            String.valueOf(metricsPort));
    String output;
    try (JobProcess job = JobProcess.start(folder, arguments)) {
      assertThat(job.await()).as(job.output()).isZero();
      output = job.output();
    }
    List<JsonNode> letters = files.readDeadLetters();
    assertThat(letters.stream().filter(l -> l.has("transaction"))).as(output).hasSize(1);
    assertThat(letters.stream().filter(l -> l.has("record"))).as(output).isNotEmpty();
    assertThat(tokenRequests.get()).isGreaterThan(2);

    String log = Files.readString(folder.resolve("run.log"));
    assertThat(log).as("what is printed at debug level").contains(" DEBUG ");
    assertThat(holds(log, PLANTED)).as("the search finds what is there").isTrue();
    assertThat(log).contains("invalid-field", "refuses client", "cannot be reached");

    List<String> printed = new ArrayList<>(metrics);
    assertThat(metrics.get(0)).contains("# TYPE flink_");
    printed.add(output);
    printed.add(log);
    printed.add(Files.readString(files.summary()));
    for (JsonNode letter : letters) {
      ObjectNode rest = letter.deepCopy();
      String data = rest.path("transaction") + rest.path("record").asText();
      assertThat(holds(data, COOKIE)).as("the search finds what is there: %s", data).isTrue();
      assertThat(holds(data, CLIENT_SECRET) || holds(data, TOKEN)).isFalse();
      rest.remove(List.of("transaction", "record"));
      printed.add(rest.toString());
    }
    for (String secret : List.of(CLIENT_SECRET, TOKEN, COOKIE, AUTHORIZATION)) {
      assertThat(printed).noneMatch(text -> holds(text, secret));
    }
  }

  private static void writeLog(Path file, String... lines) throws IOException {
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write((FIELDS + String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Whether a text holds a value as it is, as part of a URL, or somewhere inside base64. */
  private static boolean holds(String text, String value) {
    if (text.contains(value) || text.contains(URLEncoder.encode(value, StandardCharsets.UTF_8))) {
      return true;
    }
    for (int before = 0; before < 3; before++) {
      byte[] bytes = ("x".repeat(before) + value).getBytes(StandardCharsets.UTF_8);
      String encoded = Base64.getEncoder().withoutPadding().encodeToString(bytes);
      // The characters that depend on the value alone.
      int from = (before * 8 + 5) / 6;
      if (text.contains(encoded.substring(from, bytes.length * 8 / 6))) {
        return true;
      }
    }
    return false;
  }
}
