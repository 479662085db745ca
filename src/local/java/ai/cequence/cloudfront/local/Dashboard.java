package ai.cequence.cloudfront.local;

import ai.cequence.cloudfront.local.BridgeSimulator.Fault;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * The page that shows what arrives, how the job fares, and lets faults be switched on and off.
 *
 * <p>It answers only requests addressed to this machine by name or number, and takes orders only
 * from itself or from outside of a browser, so that no other page that is open can reach it. What
 * it shows was written by strangers: it runs no script but its own.
 */
final class Dashboard {
  private static final String FOLDER = "/dashboard/";
  private static final Map<String, String> TYPES =
      Map.of(
          "index.html", "text/html; charset=utf-8",
          "dashboard.css", "text/css; charset=utf-8",
          "dashboard.js", "text/javascript; charset=utf-8",
          "icon.svg", "image/svg+xml");
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final SimulatedFaults faults;
  private final DashboardFacts facts;
  private final Set<String> hosts;

  /**
   * @param port at which the simulator listens
   */
  Dashboard(BridgeSimulator bridge, LiveActivity activity, SimulatedFaults faults, int port) {
    this.faults = faults;
    this.facts = new DashboardFacts(bridge, activity, faults);
    this.hosts = Set.of("127.0.0.1:" + port, "localhost:" + port);
  }

  void addTo(HttpServer server) {
    server.createContext("/", exchange -> guarded(exchange, this::page));
    server.createContext("/dashboard.json", exchange -> guarded(exchange, this::json));
    server.createContext("/fault/", exchange -> guarded(exchange, this::changeFault));
  }

  void show(JobView job) {
    facts.show(job);
  }

  private interface Part {
    void answer(HttpExchange exchange) throws IOException;
  }

  private void guarded(HttpExchange exchange, Part part) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Security-Policy", POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cache-Control", "no-store");
    String host = exchange.getRequestHeaders().getFirst("Host");
    String origin = exchange.getRequestHeaders().getFirst("Origin");
    if (host == null
        || !hosts.contains(host)
        || (origin != null && !origin.equals("http://" + host))) {
      text(exchange, 403, "Expected a request from this machine's own page, found another's\n");
      return;
    }
    part.answer(exchange);
  }

  private void page(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String name = path.equals("/") ? "index.html" : path.substring(1);
    String type = TYPES.get(name);
    if (type == null) {
      text(exchange, 404, "Expected one of " + TYPES.keySet() + ", found " + name + "\n");
      return;
    }
    try (InputStream in = Dashboard.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IOException("Expected the resource " + FOLDER + name + ", found none");
      }
      exchange.getResponseHeaders().set("Content-Type", type);
      BridgeSimulator.answer(exchange, 200, in.readAllBytes());
    }
  }

  private void json(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    BridgeSimulator.answer(exchange, 200, facts.toJson());
  }

  private void changeFault(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestMethod().equals("POST")) {
      text(exchange, 405, "Expected POST, found " + exchange.getRequestMethod() + "\n");
      return;
    }
    String name = exchange.getRequestURI().getPath().substring("/fault/".length());
    for (Fault candidate : Fault.values()) {
      if (candidate.name().equalsIgnoreCase(name)) {
        faults.set(candidate);
        text(exchange, 200, candidate + "\n");
        return;
      }
    }
    text(exchange, 404, "Expected one of " + Arrays.toString(Fault.values()) + "\n");
  }

  private static void text(HttpExchange exchange, int status, String text) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    BridgeSimulator.answer(exchange, status, text.getBytes(StandardCharsets.UTF_8));
  }
}
