package ai.cequence.cloudfront.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Bridge that a test tells what to answer, and when. It keeps every body by its key, and counts
 * the ids of those that it answered with 2xx, or took and did not answer.
 */
public final class ScriptedBridge implements AutoCloseable {
  private static final Pattern ID = Pattern.compile("\"transaction-id\":\"([^\"]+)\"");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, List<byte[]>> bodies = new ConcurrentHashMap<>();
  private final Map<String, Integer> taken = new ConcurrentHashMap<>();
  private final AtomicInteger requests = new AtomicInteger();

  private volatile Function<String, Integer> script = body -> 200;
  private volatile CountDownLatch hold = new CountDownLatch(0);

  public ScriptedBridge() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    server.setExecutor(threads);
    server.createContext(
        "/auth",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          answer(exchange, 200, "{\"access_token\":\"t\",\"expires_in\":1800}");
        });
    server.createContext("/api-transactions", this::ingest);
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The status for each body from now on. */
  public void answer(Function<String, Integer> status) {
    script = status;
  }

  /** Requests are taken from now on, and their answers kept back. */
  public void holdAnswers() {
    hold = new CountDownLatch(1);
  }

  /** Answers that are kept back go out, and later ones at once. */
  public void releaseAnswers() {
    hold.countDown();
  }

  /** Requests so far, whatever became of them. */
  public int requests() {
    return requests.get();
  }

  /** Ids taken, and how often each. */
  public Map<String, Integer> taken() {
    return Map.copyOf(taken);
  }

  /** Bodies that came under a key, in their order. */
  public List<byte[]> bodies(String key) {
    return List.copyOf(bodies.getOrDefault(key, List.of()));
  }

  /** Keys under which bodies came that were not all the same. */
  public List<String> keysWithDifferentBodies() {
    List<String> different = new ArrayList<>();
    bodies.forEach(
        (key, all) -> {
          if (all.stream().anyMatch(body -> !Arrays.equals(body, all.get(0)))) {
            different.add(key);
          }
        });
    return different;
  }

  private void ingest(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    requests.incrementAndGet();
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    bodies.computeIfAbsent(key, k -> new java.util.concurrent.CopyOnWriteArrayList<>()).add(body);
    String text = new String(body, StandardCharsets.UTF_8);
    int status = script.apply(text);
    if (status / 100 == 2) {
      Matcher ids = ID.matcher(text);
      while (ids.find()) {
        taken.merge(ids.group(1), 1, Integer::sum);
      }
      awaitRelease();
    }
    answer(exchange, status, "");
  }

  private void awaitRelease() {
    try {
      if (!hold.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("Nobody released the answers");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    releaseAnswers();
    server.stop(0);
    threads.shutdownNow();
  }
}
