package ai.cequence.cloudfront.local;

import ai.cequence.cloudfront.HashFunction;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What the simulator has taken, and what was wrong with it. Thread-safe. */
final class TakenTransactions {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_PROBLEMS = 20;

  private final boolean validates;
  private final LiveActivity activity;
  private final Map<String, Integer> countsById = new ConcurrentHashMap<>();

  /** Their hashes: the bodies of a long run would not fit. */
  private final Map<String, String> bodiesByKey = new ConcurrentHashMap<>();

  private final Set<String> repeatedKeys = ConcurrentHashMap.newKeySet();
  private final Set<String> problems = ConcurrentHashMap.newKeySet();
  private final List<byte[]> bodies = new ArrayList<>();
  private final AtomicLong transactions = new AtomicLong();

  private volatile boolean keepsBodies;
  private volatile BridgeSimulator.TakenListener listener = (id, key, arrivedMillis) -> {};

  /**
   * @param validates false: counts and remembers nothing
   */
  TakenTransactions(boolean validates, LiveActivity activity) {
    this.validates = validates;
    this.activity = activity;
  }

  /**
   * Takes a body.
   *
   * @param body uncompressed
   * @param arrivedMillis when all of it had arrived
   */
  void take(Headers headers, byte[] body, long arrivedMillis) throws IOException {
    if (!validates) {
      transactions.addAndGet(count(body));
      return;
    }
    JsonNode json = JSON.readTree(body);
    TransactionContract.problems(json).forEach(this::problem);
    checkHeaders(headers, body);
    String key = headers.getFirst("Idempotency-Key");
    for (JsonNode transaction : json.path("data")) {
      String id = transaction.path("transaction-id").asText();
      countsById.merge(id, 1, Integer::sum);
      listener.taken(id, key, arrivedMillis);
      transactions.incrementAndGet();
      activity.add(transaction);
    }
    if (keepsBodies) {
      synchronized (bodies) {
        bodies.add(body);
      }
    }
  }

  void setListener(BridgeSimulator.TakenListener newListener) {
    listener = newListener;
  }

  void keepBodies() {
    keepsBodies = true;
  }

  List<byte[]> bodies() {
    synchronized (bodies) {
      return List.copyOf(bodies);
    }
  }

  Map<String, Integer> ids() {
    return Map.copyOf(countsById);
  }

  int unique() {
    return countsById.size();
  }

  Set<String> sentTwice() {
    return Set.copyOf(repeatedKeys);
  }

  Set<String> keys() {
    return Set.copyOf(bodiesByKey.keySet());
  }

  Set<String> problems() {
    return Set.copyOf(problems);
  }

  long transactions() {
    return transactions.get();
  }

  private void checkHeaders(Headers headers, byte[] body) {
    String key = headers.getFirst("Idempotency-Key");
    if (key == null || !key.matches("[0-9a-f]{32}")) {
      problem("Idempotency-Key: expected 32 hex digits, found " + key);
      return;
    }
    String hash = hash(body);
    String before = bodiesByKey.putIfAbsent(key, hash);
    if (before != null) {
      repeatedKeys.add(key);
    }
    if (before != null && !before.equals(hash)) {
      problem("Idempotency-Key: expected the same body under the same key");
    }
    String agent = headers.getFirst("User-Agent");
    if (agent == null || !agent.startsWith("cloudfront-bridge/")) {
      problem("User-Agent: expected cloudfront-bridge/<version>, found " + agent);
    }
    if (!"application/json".equals(headers.getFirst("Content-Type"))) {
      problem("Content-Type: expected application/json");
    }
  }

  private static String hash(byte[] body) {
    return HexFormat.of().formatHex(HashFunction.SHA_256.begin().digest(body));
  }

  private void problem(String problem) {
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(problem);
    }
  }

  private static long count(byte[] body) {
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
}
