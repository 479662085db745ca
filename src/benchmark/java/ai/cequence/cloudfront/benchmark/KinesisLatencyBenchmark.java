package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.Commands;
import ai.cequence.cloudfront.WrongArgumentException;
import ai.cequence.cloudfront.concurrent.DaemonThreads;
import ai.cequence.cloudfront.local.LogGenerator;
import ai.cequence.cloudfront.testing.FakeCredentials;
import ai.cequence.cloudfront.testing.kinesis.FakeKinesis;
import ai.cequence.cloudfront.testing.kinesis.KinesisModel;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The real-time path: from a record's put into a stream to its arrival at the Bridge. Stream (a
 * fake of the API with Kinesis' limits and 15 ms a call), generator and Bridge are in this process,
 * the job is one of its own.
 */
@Command(
    name = "kinesis-latency",
    mixinStandardHelpOptions = true,
    description = "Measures the time from a record's put to its arrival at the Bridge.")
public final class KinesisLatencyBenchmark implements Callable<Integer> {
  private static final Path FOLDER = Path.of("target", "benchmark-kinesis").toAbsolutePath();
  private static final List<String> FIELDS =
      List.of(
          "timestamp,c-ip,sc-status,sc-bytes,cs-method,cs-protocol,cs-host,cs-uri-stem,cs-bytes,x-edge-location,x-edge-request-id,x-host-header,time-taken,cs-protocol-version,cs-user-agent,cs-referer,cs-cookie,cs-uri-query,x-forwarded-for,x-edge-result-type,sc-content-type,c-port"
              .split(",", -1));
  private static final long TICK_MILLIS = 10;
  private static final int SETTLE_SECONDS = 8;
  private static final byte[] MARK = "{\"timestamp\":\"".getBytes(StandardCharsets.US_ASCII);

  @Option(names = "--rate", defaultValue = "5000", description = "records a second")
  private int rate;

  @Option(names = "--seconds", defaultValue = "60", description = "measured, after the warm-up")
  private int seconds;

  @Option(names = "--warm-up", defaultValue = "10", description = "seconds before that")
  private int warmUp;

  @Option(names = "--shards", defaultValue = "8", description = "shards of the stream")
  private int shards;

  @Option(names = "--parallelism", defaultValue = "1", description = "subtasks")
  private int parallelism;

  @Option(names = "--reader", defaultValue = "polling", description = "polling or efo")
  private String reader;

  private final List<Integer> latencies = new ArrayList<>();
  private volatile long measuredFrom = Long.MAX_VALUE;
  private volatile long measuredTo = Long.MAX_VALUE;
  private long measured;

  public static void main(String[] args) {
    System.exit(Commands.run(new KinesisLatencyBenchmark(), args));
  }

  @Override
  public Integer call() throws Exception {
    WrongArgumentException.unlessBetween("--rate", rate, 1, 100_000);
    WrongArgumentException.unlessBetween("--seconds", seconds, 1, 86_400);
    WrongArgumentException.unlessBetween("--warm-up", warmUp, 0, 86_400);
    WrongArgumentException.unlessBetween("--shards", shards, 1, 256);
    WrongArgumentException.unlessBetween("--parallelism", parallelism, 1, 256);
    // Java's server would otherwise hold back the end of an answer for up to 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    FakeCredentials.set();
    Path run = Files.createDirectories(FOLDER.resolve(String.valueOf(System.nanoTime())));
    KinesisModel model = new KinesisModel(System::currentTimeMillis);
    model.setLimits(5, 2_000_000);
    String stream = model.createStream("real-time-logs", shards);
    model.setRetentionMillis(stream, Duration.ofSeconds(90).toMillis());
    HttpServer bridge = bridge();
    try (FakeKinesis kinesis = new FakeKinesis(model)) {
      kinesis.setLatencyMillis(15);
      try (ChildJvm job =
          ChildJvm.start(
              run.resolve("job.txt"), EmulatedRun.class, arguments(run, kinesis, stream, bridge))) {
        awaitReading(job, kinesis);
        long now = System.currentTimeMillis();
        measuredFrom = now + warmUp * 1_000L;
        measuredTo = measuredFrom + seconds * 1_000L;
        generate(model, stream);
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        if (!job.isAlive()) {
          throw new IllegalStateException("The job ended early; it said: " + job.output());
        }
      }
    } finally {
      bridge.stop(0);
    }
    report();
    return 0;
  }

  private void awaitReading(ChildJvm job, FakeKinesis kinesis)
      throws IOException, InterruptedException {
    while (!(reader.equals("efo") ? kinesis.subscriptions() >= shards : kinesis.calls() > 20)) {
      if (!job.isAlive()) {
        throw new IllegalStateException("Expected a job that reads, it said: " + job.output());
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private void generate(KinesisModel model, String stream) throws InterruptedException {
    LogGenerator generator = new LogGenerator(1);
    long begun = System.currentTimeMillis();
    long put = 0;
    while (System.currentTimeMillis() < measuredTo) {
      long due = (System.currentTimeMillis() - begun) * rate / 1_000;
      for (; put < due; put++) {
        Instant now = Instant.now();
        model.put(stream, Long.toString(put), generator.realTimeLine(now, FIELDS));
        long millis = now.toEpochMilli();
        measured += millis >= measuredFrom && millis < measuredTo ? 1 : 0;
      }
      TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
    }
  }

  private List<String> arguments(Path run, FakeKinesis kinesis, String stream, HttpServer bridge) {
    return new RunArguments(run, "http://127.0.0.1:" + bridge.getAddress().getPort())
        .set("source/type", "kinesis")
        .set("source/kinesis.stream-arns", stream)
        .set("source/kinesis.fields", String.join(",", FIELDS))
        .set("source/kinesis.endpoint", kinesis.url().toString())
        .set("source/kinesis.initial-position", "TRIM_HORIZON")
        .set("source/kinesis.reader", reader)
        .set("window/size", "1 s")
        .with("--parallelism", String.valueOf(parallelism))
        .list();
  }

  /** Takes everything; a transaction's own timestamp is the time at which it was put. */
  private HttpServer bridge() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
    server.setExecutor(Executors.newFixedThreadPool(4, new DaemonThreads("bridge")));
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          if (exchange.getRequestURI().getPath().startsWith("/auth")) {
            answer(exchange, "{\"access_token\":\"t\",\"expires_in\":1800}");
          } else {
            arrived(body, System.currentTimeMillis());
            answer(exchange, "{}");
          }
        });
    server.start();
    return server;
  }

  private void arrived(byte[] body, long now) {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i + MARK.length + 14 < body.length; i++) {
      if (body[i] == '{' && Arrays.equals(body, i, i + MARK.length, MARK, 0, MARK.length)) {
        int at = i + MARK.length;
        String seconds = new String(body, at, 14, StandardCharsets.US_ASCII);
        long put = Long.parseLong(seconds.replace(".", ""));
        if (put >= measuredFrom && put < measuredTo) {
          found.add((int) (now - put));
        }
        i = at;
      }
    }
    synchronized (latencies) {
      latencies.addAll(found);
    }
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private void report() {
    int[] sorted;
    synchronized (latencies) {
      sorted = latencies.stream().mapToInt(Integer::intValue).sorted().toArray();
    }
    if (sorted.length == 0) {
      throw new IllegalStateException("Expected transactions at the Bridge, found none");
    }
    new Figures("kinesis-latency")
        .remark("reader " + reader + ", " + shards + " shards, window 1 s")
        .add("put", "records put a second", rate)
        .add("measured", "records put while measured", measured)
        .add("arrived", "of these, transactions arrived", sorted.length)
        .add("p50Millis", "p50 from put to arrival, ms", sorted[sorted.length / 2])
        .add("p99Millis", "p99", sorted[(int) (sorted.length * 99L / 100)])
        .add("maxMillis", "maximum", sorted[sorted.length - 1])
        .print(System.out);
  }
}
