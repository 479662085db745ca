package ai.cequence.cloudfront.local;

import ai.cequence.cloudfront.concurrent.DaemonThreads;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/**
 * Stands in for the Bridge on loopback: a token endpoint, an ingest endpoint that checks every
 * transaction against the interface's description, and a page that shows what arrives. Can be told
 * to fail.
 */
public final class BridgeSimulator implements AutoCloseable {
  /** What the simulator does instead of taking a request. */
  public enum Fault {
    /** Takes every request. */
    NONE("All well", "Every request is taken."),
    /** 429 with {@code Retry-After: 1}. */
    TOO_MANY("429 Too Many Requests", "Every request is answered with 429 and Retry-After: 1."),
    /** 503. */
    UNAVAILABLE("503 Service Unavailable", "Every request is answered with 503."),
    /** Every answer takes three seconds longer. */
    SLOW("Slow answers", "Every answer takes three seconds longer."),
    /** 401 for every token older than two seconds. */
    EXPIRED("Token expires early", "A token is refused with 401 two seconds after it was given."),
    /** 401 for every token. */
    UNAUTHORIZED("401 Unauthorized", "Every token is refused with 401."),
    /** Closes connections without an answer. */
    DOWN("Bridge down", "Connections are closed without an answer, the token endpoint's too.");

    private final String title;
    private final String effect;

    Fault(String title, String effect) {
      this.title = title;
      this.effect = effect;
    }

    /** A few words for people. */
    public String title() {
      return title;
    }

    /** What it does, in one sentence. */
    public String effect() {
      return effect;
    }
  }

  /**
   * An {@code Authorization} header that every simulator takes, for those that ask for no token.
   */
  public static final String AUTHORIZATION = SimulatedTokens.SCHEME + SimulatedTokens.PREFIX + "0";

  /** More than the job has requests under way, so that the page answers while all of them wait. */
  private static final int THREADS = 64;

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(THREADS, new DaemonThreads("simulator"));
  private final SimulatedTokens tokens = new SimulatedTokens(System::currentTimeMillis);
  private final SimulatedFaults faults = new SimulatedFaults(tokens);
  private final LiveActivity activity = new LiveActivity();
  private final TakenTransactions taken;
  private final Dashboard dashboard;
  private final Map<Integer, AtomicLong> answers = new ConcurrentHashMap<>();
  private final AtomicLong requests = new AtomicLong();
  private final RequestTimes times = new RequestTimes();

  /**
   * Starts on loopback.
   *
   * @param port 0: any free one
   * @param validates false: takes everything and remembers nothing but counts
   */
  public BridgeSimulator(int port, boolean validates) throws IOException {
    taken = new TakenTransactions(validates, activity);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
    server.setExecutor(threads);
    server.createContext("/auth/", this::token);
    server.createContext("/api-transactions", this::ingest);
    server.createContext("/state", exchange -> answer(exchange, 200, state()));
    dashboard = new Dashboard(this, activity, faults, server.getAddress().getPort());
    dashboard.addTo(server);
    server.start();
  }

  /** Where it listens, without a path. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Shows a job's counts and metrics on the page. */
  void show(JobView job) {
    dashboard.show(job);
  }

  public void setFault(Fault fault) {
    faults.set(fault);
  }

  /** Every answer takes that much longer. */
  public void setDelayMillis(long millis) {
    faults.setDelayMillis(millis);
  }

  /** A body that holds this text is refused with 400; empty: none. */
  public void setPoison(String text) {
    faults.setPoison(text);
  }

  /** A longer body is refused with 413. */
  public void setMostBytes(int bytes) {
    faults.setMostBytes(bytes);
  }

  /** Hears of every transaction that is taken. */
  public interface TakenListener {
    /**
     * Called by many threads.
     *
     * @param id of the transaction
     * @param key the request's {@code Idempotency-Key}
     * @param arrivedMillis when the whole request had arrived
     */
    void taken(String id, String key, long arrivedMillis);
  }

  public void setListener(TakenListener listener) {
    taken.setListener(listener);
  }

  /** Keeps every body that was taken, for tests. */
  public void keepBodies() {
    taken.keepBodies();
  }

  /** Bodies that were taken since {@link #keepBodies}. */
  public List<byte[]> bodies() {
    return taken.bodies();
  }

  /** Ids taken so far, and how often each. */
  public Map<String, Integer> ids() {
    return taken.ids();
  }

  /** Idempotency keys under which a body was taken more than once. */
  public Set<String> sentTwice() {
    return taken.sentTwice();
  }

  /** Idempotency keys under which a body was taken. */
  public Set<String> keys() {
    return taken.keys();
  }

  /** What was wrong with requests that were taken; empty where all is well. */
  public Set<String> problems() {
    return taken.problems();
  }

  /** Transactions taken, repeats included. */
  public long transactions() {
    return taken.transactions();
  }

  /** Requests to the ingest endpoint, whatever became of them. */
  public long requests() {
    return requests.get();
  }

  /** When requests came, those to the token endpoint included. */
  public RequestTimes times() {
    return times;
  }

  /** Transactions beyond the first of their id. */
  public long repeats() {
    return taken.transactions() - taken.unique();
  }

  /** Access tokens given. */
  public long tokens() {
    return tokens.given();
  }

  /** Answers of the ingest endpoint by status; 0: a connection closed without one. */
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

  private byte[] state() {
    return String.format(
            Locale.ROOT,
            "{\"requests\":%d,\"transactions\":%d,\"unique\":%d,\"problems\":%d}",
            requests.get(),
            transactions(),
            taken.unique(),
            problems().size())
        .getBytes(StandardCharsets.UTF_8);
  }

  private void token(HttpExchange exchange) throws IOException {
    times.add(System.currentTimeMillis());
    String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (faults.fault() == Fault.DOWN) {
      exchange.close();
      return;
    }
    if (!form.contains("grant_type=client_credentials") || !form.contains("client_secret=")) {
      answer(exchange, 400, "{\"error\":\"invalid_request\"}".getBytes(StandardCharsets.UTF_8));
      return;
    }
    String json = "{\"access_token\":\"" + tokens.give() + "\",\"expires_in\":1800}";
    answer(exchange, 200, json.getBytes(StandardCharsets.UTF_8));
  }

  private void ingest(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    times.add(System.currentTimeMillis());
    byte[] body;
    try (InputStream in = exchange.getRequestBody()) {
      body = in.readAllBytes();
    }
    long arrivedMillis = System.currentTimeMillis();
    faults.delay();
    int status = faults.status(exchange, body.length);
    if (status == 200) {
      status = take(exchange, body, arrivedMillis);
    }
    answers.computeIfAbsent(status, s -> new AtomicLong()).incrementAndGet();
    if (status == SimulatedFaults.NO_ANSWER) {
      exchange.close();
      return;
    }
    answer(exchange, status, new byte[0]);
  }

  private int take(HttpExchange exchange, byte[] body, long arrivedMillis) throws IOException {
    byte[] plain =
        "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
            ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes()
            : body;
    if (faults.isPoison(plain)) {
      return 400;
    }
    taken.take(exchange.getRequestHeaders(), plain, arrivedMillis);
    return 200;
  }

  static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }
}
