package ai.cequence.cloudfront.source.s3.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.cequence.cloudfront.bridge.BridgeSink;
import ai.cequence.cloudfront.config.PropertySource;
import ai.cequence.cloudfront.config.Settings;
import ai.cequence.cloudfront.config.SettingsLoader;
import ai.cequence.cloudfront.config.SourceSettings.S3Settings;
import ai.cequence.cloudfront.local.BridgeSimulator;
import ai.cequence.cloudfront.local.LogGenerator;
import ai.cequence.cloudfront.source.s3.RetryDelay;
import ai.cequence.cloudfront.source.s3.split.LogSplit;
import ai.cequence.cloudfront.testing.FakeCredentials;
import ai.cequence.cloudfront.testing.FakeEnumeratorContext;
import ai.cequence.cloudfront.testing.JobUnderTest;
import ai.cequence.cloudfront.testing.S3MockProcess;
import ai.cequence.cloudfront.testing.S3PlugIn;
import ai.cequence.cloudfront.testing.SqsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Discovery from a queue on a real SQS API, of objects on a real S3 API. */
class QueueIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int OBJECTS = 3;
  private static final int LINES = 1_000;
  private static final String PREFIX = "logs/E1AAAAAAAAAA.2026-01-31-10.";

  @TempDir static Path server;
  private static S3MockProcess s3;
  private static S3PlugIn plugIn;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws Exception {
    FakeCredentials.set();
    s3 = S3MockProcess.start(server);
    plugIn = new S3PlugIn(s3.endpoint(), Map.of());
  }

  @AfterAll
  static void stop() throws Exception {
    if (plugIn != null) {
      plugIn.close();
    }
    FakeCredentials.clear();
    if (s3 != null) {
      s3.close();
    }
  }

  /** Stores an object; what S3 would tell of it. */
  private static String put(S3Client client, String bucket, String key, byte[] bytes) {
    String etag =
        client
            .putObject(r -> r.bucket(bucket).key(key), RequestBody.fromBytes(bytes))
            .eTag()
            .replace("\"", "");
    String encoded = URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/");
    return NotificationTest.s3("ObjectCreated:Put", encoded, bytes.length, etag, "0A")
        .replace("{\"name\":\"bucket\"}", "{\"name\":\"" + bucket + "\"}");
  }

  private static byte[] logs(int seed) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new LogGenerator(seed).writeV1(bytes, LINES, Instant.parse("2026-01-31T10:00:00Z"));
    return bytes.toByteArray();
  }

  private Settings settings(URI bridge, String bucket, URI queue) {
    PropertySource properties =
        JobUnderTest.properties(bridge, folder.resolve("dead"))
            .with("source", "s3.paths", "s3://" + bucket + "/logs/")
            .with("source", "s3.endpoint", s3.endpoint().toString())
            .with("source", "s3.discovery", "sqs")
            .with("source", "s3.queue-url", queue.toString());
    return SettingsLoader.load(properties.install());
  }

  @Test
  void messagesAreDeletedOnceACheckpointCoversTheirObjectsAndRepeatedOnesReadOnce()
      throws Exception {
    try (S3Client client = s3.client();
        SqsServer sqs = new SqsServer();
        BridgeSimulator bridge = new BridgeSimulator(0, true)) {
      client.createBucket(r -> r.bucket("queue"));
      sqs.send("{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\"}");
      for (int i = 0; i < OBJECTS; i++) {
        String notification = put(client, "queue", PREFIX + "a +%ü" + i + ".gz", logs(i));
        sqs.send(notification);
        sqs.send(notification);
      }
      Settings settings = settings(bridge.url(), "queue", sqs.queue());
      try (MiniCluster cluster = cluster()) {
        cluster.start();
        JobID job = submit(cluster, settings);
        await()
            .atMost(PATIENCE)
            .until(() -> bridge.ids().size() == OBJECTS * LINES && sqs.messages() < 7);
        assertThat(sqs.messages()).as("all but that of the test event").isEqualTo(6);

        cluster.triggerCheckpoint(job).get(60, TimeUnit.SECONDS);
        await().atMost(PATIENCE).until(() -> sqs.messages() == 0);
        cluster.cancelJob(job).get(60, TimeUnit.SECONDS);
      }
      assertThat(bridge.repeats()).as("transactions sent twice").isZero();
      assertThat(bridge.problems()).isEmpty();
    }
  }

  /** Checkpoints only when the test says so. */
  private MiniCluster cluster() {
    return new MiniCluster(
        new MiniClusterConfiguration.Builder()
            .setConfiguration(JobUnderTest.configuration(folder, Duration.ofHours(1), 2))
            .setNumSlotsPerTaskManager(2)
            .withRandomPorts()
            .build());
  }

  private JobID submit(MiniCluster cluster, Settings settings) throws Exception {
    StreamExecutionEnvironment env =
        JobUnderTest.define(
            "queue-test",
            settings,
            JobUnderTest.configuration(folder, Duration.ofHours(1), 2),
            new BridgeSink(settings));
    return cluster.submitJob(env.getStreamGraph()).get(60, TimeUnit.SECONDS).getJobID();
  }

  @Test
  void theListingBesideTheQueueReadsWhatWasNeverNotifiedAndNothingElse() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    String hour = now.get().toString().substring(0, 13).replace('T', '-');
    String notified = "logs/E1AAAAAAAAAA." + hour + ".notified.gz";
    String forgotten = "logs/E1AAAAAAAAAA." + hour + ".forgotten.gz";
    FakeEnumeratorContext<LogSplit> context = new FakeEnumeratorContext<>(1);
    try (S3Client client = s3.client();
        SqsServer sqs = new SqsServer()) {
      client.createBucket(r -> r.bucket("cross"));
      sqs.send(put(client, "cross", notified, logs(1)));
      put(client, "cross", forgotten, logs(2));
      S3Settings settings =
          settings(URI.create("http://127.0.0.1:1"), "cross", sqs.queue()).source().s3();
      try (SplitEnumerator<LogSplit, DiscoveryState> enumerator =
          Discovery.of(
              settings,
              context,
              DiscoveryState.empty(),
              new RetryDelay(Duration.ofSeconds(1), Duration.ofSeconds(1), () -> 1),
              uri -> new S3ObjectStore("s3", "cross", s3.endpoint()),
              SqsQueue::new,
              now::get,
              now::get)) {
        enumerator.start();
        assertThat(take(enumerator, context)).containsExactly("s3://cross/" + notified);
        now.set(now.get().plus(settings.crossCheckInterval()));
        assertThat(take(enumerator, context)).containsExactly("s3://cross/" + forgotten);
        now.set(now.get().plus(settings.crossCheckInterval()));
        assertThat(take(enumerator, context)).isEmpty();
      }
    }
  }

  /** What a reader gets now. */
  private static List<String> take(
      SplitEnumerator<LogSplit, DiscoveryState> enumerator,
      FakeEnumeratorContext<LogSplit> context) {
    context.tick();
    List<String> locations = new ArrayList<>();
    int before;
    do {
      before = locations.size();
      enumerator.handleSplitRequest(0, "localhost");
      context.takeAssigned(0).forEach(split -> locations.add(split.location()));
    } while (locations.size() > before);
    return locations;
  }
}
