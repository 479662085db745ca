package ai.cequence.cloudfront.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/**
 * Stands in for the Bridge on loopback: a token endpoint, and an ingest endpoint that checks every
 * transaction against the interface's description. Can be told to fail.
 */
public final class BridgeSimulator implements AutoCloseable {
  /** What the simulator does instead of taking a request. */
  public enum Fault {
    NONE,
    /** 429 with {@code Retry-After: 1}. */
    TOO_MANY,
    /** 503. */
    UNAVAILABLE,
    /** 401 for every token. */
    UNAUTHORIZED,
    /** Closes connections without an answer. */
    DOWN
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_PROBLEMS = 20;
  private static final int COMPARED_BYTES = 2000;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(8, daemon());
  private final boolean validates;
  private final Map<String, Integer> idsByCount = new ConcurrentHashMap<>();
  private final Map<String, byte[]> bodiesByKey = new ConcurrentHashMap<>();
  private final Set<String> repeatedKeys = ConcurrentHashMap.newKeySet();
  private final Set<String> problems = ConcurrentHashMap.newKeySet();
  private final Map<Integer, AtomicLong> answers = new ConcurrentHashMap<>();
  private final List<byte[]> bodies = new ArrayList<>();
  private final AtomicLong transactions = new AtomicLong();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong tokens = new AtomicLong();

  private volatile Fault fault = Fault.NONE;
  private volatile long delayMillis;
  private volatile String poison = "";
  private volatile int mostBytes = Integer.MAX_VALUE;
  private volatile boolean keepsBodies;

  /**
   * Starts on loopback.
   *
   * @param port 0: any free one
   * @param validates false: takes everything and remembers nothing but counts
   */
  public BridgeSimulator(int port, boolean validates) throws IOException {
    this.validates = validates;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
    server.setExecutor(threads);
    server.createContext("/auth/", this::token);
    server.createContext("/api-transactions", this::ingest);
    server.createContext(
        "/state", exchange -> answer(exchange, 200, state().getBytes(StandardCharsets.UTF_8)));
    server.createContext("/fault/", this::changeFault);
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public void setFault(Fault fault) {
    this.fault = fault;
  }

  /** Every answer takes that much longer. */
  public void setDelayMillis(long millis) {
    delayMillis = millis;
  }

  /** A body that holds this text is refused with 400; empty: none. */
  public void setPoison(String text) {
    poison = text;
  }

  /** A longer body is refused with 413. */
  public void setMostBytes(int bytes) {
    mostBytes = bytes;
  }

  /** Keeps every body that was taken, for tests. */
  public void keepBodies() {
    keepsBodies = true;
  }

  public List<byte[]> bodies() {
    synchronized (bodies) {
      return List.copyOf(bodies);
    }
  }

  /** Ids taken so far, and how often each. */
  public Map<String, Integer> ids() {
    return Map.copyOf(idsByCount);
  }

  /** Idempotency keys under which a body was taken more than once. */
  public Set<String> sentTwice() {
    return Set.copyOf(repeatedKeys);
  }

  /** Idempotency keys under which a body was taken. */
  public Set<String> keys() {
    return Set.copyOf(bodiesByKey.keySet());
  }

  /** What was wrong with requests that were taken; empty where all is well. */
  public Set<String> problems() {
    return Set.copyOf(problems);
  }

  public long transactions() {
    return transactions.get();
  }

  /** Requests to the ingest endpoint, whatever became of them. */
  public long requests() {
    return requests.get();
  }

  /** Transactions beyond the first of their id. */
  public long repeats() {
    return transactions.get() - idsByCount.size();
  }

  /** Answers of the ingest endpoint by status. */
  public Map<Integer, Long> answers() {
    Map<Integer, Long> counts = new TreeMap<>();
    answers.forEach((status, count) -> counts.put(status, count.get()));
    return counts;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private String state() {
    return "{\"requests\":"
        + requests
        + ",\"transactions\":"
        + transactions
        + ",\"unique\":"
        + idsByCount.size()
        + ",\"problems\":"
        + problems.size()
        + "}";
  }

  private void changeFault(HttpExchange exchange) throws IOException {
    String name = exchange.getRequestURI().getPath().substring("/fault/".length());
    for (Fault candidate : Fault.values()) {
      if (candidate.name().equalsIgnoreCase(name)) {
        fault = candidate;
        answer(exchange, 200, (candidate + "\n").getBytes(StandardCharsets.UTF_8));
        return;
      }
    }
    String known = "Expected one of " + Arrays.toString(Fault.values()) + "\n";
    answer(exchange, 404, known.getBytes(StandardCharsets.UTF_8));
  }

  private void token(HttpExchange exchange) throws IOException {
    String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (fault == Fault.DOWN) {
      exchange.close();
      return;
    }
    if (!form.contains("grant_type=client_credentials") || !form.contains("client_secret=")) {
      answer(exchange, 400, "{\"error\":\"invalid_request\"}".getBytes(StandardCharsets.UTF_8));
      return;
    }
    String json =
        "{\"access_token\":\"simulated-" + tokens.incrementAndGet() + "\",\"expires_in\":1800}";
    answer(exchange, 200, json.getBytes(StandardCharsets.UTF_8));
  }

  private void ingest(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    byte[] body;
    try (InputStream in = exchange.getRequestBody()) {
      body = in.readAllBytes();
    }
    pause();
    int status = status(exchange, body.length);
    if (status == 0) {
      exchange.close();
      return;
    }
    if (status == 200) {
      byte[] plain =
          "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
              ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes()
              : body;
      status = take(exchange, plain);
    }
    answers.computeIfAbsent(status, s -> new AtomicLong()).incrementAndGet();
    answer(exchange, status, new byte[0]);
  }

  /** The status that the faults in force ask for; 200: none, 0: no answer. */
  private int status(HttpExchange exchange, int length) {
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (fault == Fault.DOWN) {
      return 0;
    }
    if (authorization == null
        || !authorization.startsWith("Bearer simulated-")
        || fault == Fault.UNAUTHORIZED) {
      return 401;
    }
    if (fault == Fault.TOO_MANY) {
      exchange.getResponseHeaders().set("Retry-After", "1");
      return 429;
    }
    if (fault == Fault.UNAVAILABLE) {
      return 503;
    }
    return length > mostBytes ? 413 : 200;
  }

  private int take(HttpExchange exchange, byte[] body) throws IOException {
    if (!poison.isEmpty() && new String(body, StandardCharsets.UTF_8).contains(poison)) {
      return 400;
    }
    if (!validates) {
      transactions.addAndGet(countTransactions(body));
      return 200;
    }
    JsonNode json = JSON.readTree(body);
    TransactionContract.problems(json).forEach(this::problem);
    checkHeaders(exchange, body);
    for (JsonNode transaction : json.path("data")) {
      idsByCount.merge(transaction.path("transaction-id").asText(), 1, Integer::sum);
      transactions.incrementAndGet();
    }
    if (keepsBodies) {
      synchronized (bodies) {
        bodies.add(body);
      }
    }
    return 200;
  }

  private void checkHeaders(HttpExchange exchange, byte[] body) {
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    if (key == null || !key.matches("[0-9a-f]{32}")) {
      problem("Idempotency-Key: expected 32 hex digits, found " + key);
      return;
    }
    byte[] start = Arrays.copyOf(body, Math.min(body.length, COMPARED_BYTES));
    byte[] before = bodiesByKey.putIfAbsent(key, start);
    if (before != null) {
      repeatedKeys.add(key);
    }
    if (before != null && !Arrays.equals(before, start)) {
      problem("Idempotency-Key: expected the same body under the same key");
    }
    String agent = exchange.getRequestHeaders().getFirst("User-Agent");
    if (agent == null || !agent.startsWith("cloudfront-bridge/")) {
      problem("User-Agent: expected cloudfront-bridge/<version>, found " + agent);
    }
    if (!"application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
      problem("Content-Type: expected application/json");
    }
  }

  private void problem(String problem) {
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(problem);
    }
  }

  private static long countTransactions(byte[] body) {
    long count = 0;
    byte[] mark = "\"transaction-id\"".getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i + mark.length <= body.length; i++) {
      if (body[i] == '"'
          && body[i + 1] == 't'
          && Arrays.equals(body, i, i + mark.length, mark, 0, mark.length)) {
        count++;
      }
    }
    return count;
  }

  private void pause() {
    if (delayMillis <= 0) {
      return;
    }
    try {
      Thread.sleep(delayMillis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private static java.util.concurrent.ThreadFactory daemon() {
    return task -> {
      Thread thread = new Thread(task, "simulator");
      thread.setDaemon(true);
      return thread;
    };
  }
}
