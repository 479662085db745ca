package ai.cequence.cloudfront.testing.kinesis;

import ai.cequence.cloudfront.concurrent.DaemonThreads;
import ai.cequence.cloudfront.testing.kinesis.KinesisModel.Answer;
import ai.cequence.cloudfront.testing.kinesis.KinesisModel.Consumer;
import ai.cequence.cloudfront.testing.kinesis.KinesisModel.Item;
import ai.cequence.cloudfront.testing.kinesis.KinesisModel.Refusal;
import ai.cequence.cloudfront.testing.kinesis.KinesisModel.Shard;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The Kinesis API over HTTP on loopback, as the AWS SDK speaks it: CBOR or JSON for plain calls,
 * the binary event stream for subscriptions. Can be slow, hang, or answer nothing but 503. Long,
 * since it has a method for each call and each shape of an answer; what they mean is in {@link
 * KinesisModel}.
 */
public final class FakeKinesis implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SHARDS_A_PAGE = 3;
  private static final int RECORDS_AN_EVENT = 2_000;
  private static final long BYTES_AN_EVENT = 1_000_000;

  private final KinesisModel model;
  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(new DaemonThreads("fake-kinesis"));
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicInteger subscriptions = new AtomicInteger();
  private final AtomicInteger calls = new AtomicInteger();
  private volatile long latencyMillis;
  private volatile boolean hanging;
  private volatile boolean down;
  private volatile long subscriptionMillis = 300_000;
  private volatile long heartbeatMillis = 200;

  public FakeKinesis(KinesisModel model) throws IOException {
    this.model = model;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public void setLatencyMillis(long millis) {
    latencyMillis = millis;
  }

  /** Takes requests and never answers. */
  public void setHanging(boolean hangs) {
    hanging = hangs;
  }

  /** Answers 503 to everything, and ends subscriptions. */
  public void setDown(boolean isDown) {
    down = isDown;
  }

  /** How long a subscription lives. */
  public void setSubscriptionMillis(long millis) {
    subscriptionMillis = millis;
  }

  /** Subscriptions begun so far. */
  public int subscriptions() {
    return subscriptions.get();
  }

  /** Requests so far. */
  public int calls() {
    return calls.get();
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    calls.incrementAndGet();
    byte[] body = exchange.getRequestBody().readAllBytes();
    boolean cbor = contentType(exchange).contains("cbor");
    try {
      if (hanging) {
        closing.await();
      }
      if (latencyMillis > 0) {
        closing.await(latencyMillis, TimeUnit.MILLISECONDS);
      }
      if (down) {
        answer(exchange, 503, cbor, Map.of("__type", "ServiceUnavailable", "message", "down"));
        return;
      }
      Map<String, Object> request = parse(body, cbor);
      String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
      String call = target.substring(target.indexOf('.') + 1);
      if (call.equals("SubscribeToShard")) {
        subscribe(exchange, request);
      } else {
        answer(exchange, 200, cbor, answer(call, request));
      }
    } catch (Refusal e) {
      answer(exchange, 400, cbor, Map.of("__type", e.type(), "message", e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      exchange.close();
    }
  }

  private Map<String, Object> answer(String call, Map<String, Object> request) {
    String arn = (String) request.get("StreamARN");
    return switch (call) {
      case "DescribeStreamSummary" -> describe(arn);
      case "ListShards" -> shards(request);
      case "GetShardIterator" ->
          map(
              "ShardIterator",
              model.iterator(
                  arn,
                  (String) request.get("ShardId"),
                  (String) request.get("ShardIteratorType"),
                  (String) request.get("StartingSequenceNumber"),
                  millis(request.get("Timestamp"))));
      case "GetRecords" ->
          records(
              model.records(
                  (String) request.get("ShardIterator"),
                  ((Number) request.getOrDefault("Limit", 10_000)).intValue()));
      case "RegisterStreamConsumer" ->
          map("Consumer", consumer(model.register(arn, (String) request.get("ConsumerName"))));
      case "DescribeStreamConsumer" ->
          map(
              "ConsumerDescription",
              consumer(model.consumer(arn, (String) request.get("ConsumerName"))));
      case "DeregisterStreamConsumer" -> {
        model.deregister((String) request.get("ConsumerARN"));
        yield Map.of();
      }
      default -> throw new Refusal("UnknownOperationException", call);
    };
  }

  private Map<String, Object> describe(String arn) {
    return map(
        "StreamDescriptionSummary",
        map(
            "StreamARN", arn,
            "StreamStatus", "ACTIVE",
            "RetentionPeriodHours", Math.max(1, model.retention(arn) / 3_600_000),
            "StreamCreationTimestamp", Instant.ofEpochMilli(model.created(arn)),
            "OpenShardCount", model.openShardIds(arn).size()));
  }

  private Map<String, Object> shards(Map<String, Object> request) {
    String token = (String) request.get("NextToken");
    String arn = token == null ? (String) request.get("StreamARN") : token.split(" ", -1)[0];
    int from = token == null ? 0 : Integer.parseInt(token.split(" ", -1)[1]);
    Long at =
        token == null
            ? Optional.ofNullable((Map<?, ?>) request.get("ShardFilter"))
                .map(filter -> millis(filter.get("Timestamp")))
                .orElse(null)
            : Long.valueOf(token.split(" ", -1)[2]);
    List<Shard> all = model.list(arn, Optional.ofNullable(at).filter(millis -> millis > 0));
    int to = Math.min(all.size(), from + SHARDS_A_PAGE);
    List<Object> page = new ArrayList<>();
    for (Shard shard : all.subList(Math.min(from, to), to)) {
      Map<String, Object> shown = map("ShardId", shard.id, "HashKeyRange", range(shard));
      shown.put("SequenceNumberRange", map("StartingSequenceNumber", "0"));
      if (!shard.parents.isEmpty()) {
        shown.put("ParentShardId", shard.parents.get(0));
      }
      if (shard.parents.size() > 1) {
        shown.put("AdjacentParentShardId", shard.parents.get(1));
      }
      page.add(shown);
    }
    Map<String, Object> answer = map("Shards", page);
    if (to < all.size()) {
      answer.put("NextToken", arn + ' ' + to + ' ' + (at == null ? 0 : at));
    }
    return answer;
  }

  private static Map<String, Object> records(Answer answer) {
    Map<String, Object> shown =
        map(
            "Records", items(answer.items()),
            "MillisBehindLatest", answer.millisBehindLatest());
    if (answer.next() == null) {
      shown.put("ChildShards", children(answer.children()));
    } else {
      shown.put("NextShardIterator", answer.next());
    }
    return shown;
  }

  private static List<Object> items(List<Item> items) {
    List<Object> shown = new ArrayList<>();
    for (Item item : items) {
      shown.add(
          map(
              "SequenceNumber", item.sequenceNumber(),
              "ApproximateArrivalTimestamp", Instant.ofEpochMilli(item.arrivalMillis()),
              "PartitionKey", item.key(),
              "Data", item.data()));
    }
    return shown;
  }

  private static List<Object> children(List<Shard> children) {
    List<Object> shown = new ArrayList<>();
    for (Shard child : children) {
      shown.add(
          map("ShardId", child.id, "ParentShards", child.parents, "HashKeyRange", range(child)));
    }
    return shown;
  }

  private static Map<String, Object> range(Shard shard) {
    return map("StartingHashKey", shard.start.toString(), "EndingHashKey", shard.end.toString());
  }

  private Map<String, Object> consumer(Consumer consumer) {
    return map(
        "ConsumerARN", consumer.arn(),
        "ConsumerName", consumer.name(),
        "ConsumerStatus", model.isActive(consumer) ? "ACTIVE" : "CREATING",
        "ConsumerCreationTimestamp", Instant.ofEpochMilli(0),
        "StreamARN", consumer.streamArn());
  }

  private void subscribe(HttpExchange exchange, Map<String, Object> request)
      throws IOException, InterruptedException {
    String consumerArn = (String) request.get("ConsumerARN");
    String arn = model.streamOf(consumerArn);
    String shardId = (String) request.get("ShardId");
    Map<?, ?> start = (Map<?, ?>) request.get("StartingPosition");
    String number = (String) start.get("SequenceNumber");
    Long at = millis(start.get("Timestamp"));
    // Refuses what cannot be begun.
    String unused = model.iterator(arn, shardId, (String) start.get("Type"), number, at);
    subscriptions.incrementAndGet();
    exchange.getResponseHeaders().set("Content-Type", "application/vnd.amazon.eventstream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      send(out, EventStreamFrame.event("initial-response", "{}".getBytes(StandardCharsets.UTF_8)));
      events(
          out,
          consumerArn,
          shardId,
          number == null ? BigInteger.ZERO : KinesisModel.number(number),
          at == null ? 0 : at);
    }
  }

  private void events(
      OutputStream out, String consumerArn, String shardId, BigInteger from, long atMillis)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + subscriptionMillis * 1_000_000;
    BigInteger after = from;
    long silentSince = 0;
    while (System.nanoTime() < end && !down && closing.getCount() > 0) {
      Answer answer;
      try {
        String arn = model.streamOf(consumerArn);
        answer = model.read(arn, shardId, after, atMillis, RECORDS_AN_EVENT, BYTES_AN_EVENT);
      } catch (Refusal e) {
        byte[] json = JSON.writeValueAsBytes(Map.of("message", e.getMessage()));
        send(out, EventStreamFrame.exception(e.type(), json));
        return;
      }
      boolean heartbeat = System.nanoTime() - silentSince > heartbeatMillis * 1_000_000;
      if (!answer.items().isEmpty() || answer.next() == null || heartbeat) {
        send(out, EventStreamFrame.event("SubscribeToShardEvent", event(answer)));
        silentSince = System.nanoTime();
      }
      if (answer.next() == null) {
        return;
      }
      after = KinesisModel.number(answer.next());
      if (answer.items().isEmpty()) {
        model.await(20);
      }
    }
  }

  private static byte[] event(Answer answer) throws IOException {
    Map<String, Object> shown =
        map(
            "Records", items(answer.items()),
            "MillisBehindLatest", answer.millisBehindLatest());
    if (answer.next() == null) {
      shown.put("ChildShards", children(answer.children()));
    } else {
      shown.put("ContinuationSequenceNumber", answer.next());
    }
    return JSON.writeValueAsBytes(forJson(shown));
  }

  private static void send(OutputStream out, byte[] frame) throws IOException {
    out.write(frame);
    out.flush();
  }

  private static String contentType(HttpExchange exchange) {
    return String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
  }

  @SuppressWarnings("unchecked") // requests are objects
  private static Map<String, Object> parse(byte[] body, boolean cbor) throws IOException {
    return cbor
        ? (Map<String, Object>) MiniCbor.read(body)
        : JSON.readValue(body, LinkedHashMap.class);
  }

  private static void answer(
      HttpExchange exchange, int status, boolean cbor, Map<String, Object> body)
      throws IOException {
    byte[] bytes = cbor ? MiniCbor.write(body) : JSON.writeValueAsBytes(forJson(body));
    exchange
        .getResponseHeaders()
        .set("Content-Type", cbor ? "application/x-amz-cbor-1.1" : "application/x-amz-json-1.1");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** Instants are seconds in JSON. */
  private static Object forJson(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> shown = new LinkedHashMap<>();
      map.forEach((key, each) -> shown.put(String.valueOf(key), forJson(each)));
      return shown;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(FakeKinesis::forJson).toList();
    }
    return value instanceof Instant instant ? instant.toEpochMilli() / 1_000.0 : value;
  }

  /** Milliseconds in CBOR, seconds in JSON. */
  private static Long millis(Object timestamp) {
    if (timestamp instanceof Long millis) {
      return millis;
    }
    return timestamp instanceof Number seconds
        ? Long.valueOf(Math.round(seconds.doubleValue() * 1_000))
        : null;
  }

  private static Map<String, Object> map(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }
}
