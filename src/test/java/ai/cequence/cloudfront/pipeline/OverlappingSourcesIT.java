package ai.cequence.cloudfront.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.cequence.cloudfront.bridge.BridgeSink;
import ai.cequence.cloudfront.config.RealTimeFields;
import ai.cequence.cloudfront.config.Settings;
import ai.cequence.cloudfront.config.SettingsLoader;
import ai.cequence.cloudfront.ledger.LedgerCount;
import ai.cequence.cloudfront.ledger.LedgerFolder;
import ai.cequence.cloudfront.ledger.LedgerTable;
import ai.cequence.cloudfront.local.BridgeSimulator;
import ai.cequence.cloudfront.local.JobGauges;
import ai.cequence.cloudfront.local.LogGenerator;
import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.metrics.RunCount;
import ai.cequence.cloudfront.metrics.RunCounts;
import ai.cequence.cloudfront.testing.CollectingSink;
import ai.cequence.cloudfront.testing.FailingOnceSink;
import ai.cequence.cloudfront.testing.FakeCredentials;
import ai.cequence.cloudfront.testing.JobUnderTest;
import ai.cequence.cloudfront.testing.kinesis.FakeKinesis;
import ai.cequence.cloudfront.testing.kinesis.KinesisModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Standard and real-time logs of the same 300 requests, each written twice at least, through a
 * failure and a rescale from a savepoint.
 */
class OverlappingSourcesIT {
  private static final int SEED = 5;

  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("yyyy-MM-dd-HH").withZone(ZoneOffset.UTC);

  private static final Duration LONGEST = Duration.ofSeconds(60);

  /** This hour, since objects of hours before the look-back window are not looked for. */
  private final Instant start = Instant.now().truncatedTo(ChronoUnit.HOURS);

  @TempDir Path folder;
  private final KinesisModel model = new KinesisModel(System::currentTimeMillis);
  private final List<String> realTime = new ArrayList<>();
  private FakeKinesis kinesis;
  private BridgeSimulator bridge;
  private String stream = "";
  private Path logs;

  @BeforeEach
  void startServers() throws IOException {
    FakeCredentials.set();
    kinesis = new FakeKinesis(model);
    bridge = new BridgeSimulator(0, true);
    stream = model.createStream("real-time-logs", 2);
    logs = Files.createDirectory(folder.resolve("logs"));
    LogGenerator generator = new LogGenerator(SEED);
    for (int i = 0; i < 300; i++) {
      realTime.add(generator.realTimeLine(start.plusMillis(i * 100L), RealTimeFields.ALL));
    }
    FailingOnceSink.reset();
    CollectingSink.reset();
  }

  @AfterEach
  void stopServers() {
    bridge.close();
    kinesis.close();
    FakeCredentials.clear();
  }

  @Test
  void eachRequestPassesOnceThroughAFailureAndARescaleAndTheLedgerBalances() throws Exception {
    JobClient job = start(1, null);
    putRealTime(0, 150);
    await().atMost(LONGEST).until(() -> bridge.ids().size() == 150);
    putFile("00000000", 200);
    await().atMost(LONGEST).until(() -> bridge.ids().size() == 200);
    await().atMost(LONGEST).until(FailingOnceSink::hasFailed);
    // A request of which nothing was seen yet shows that the job is up again.
    putRealTime(200, 201);
    await().atMost(LONGEST).until(() -> bridge.ids().size() == 201);
    String savepoint =
        job.stopWithSavepoint(
                false, folder.resolve("savepoints").toString(), SavepointFormatType.CANONICAL)
            .get(30, TimeUnit.SECONDS);

    JobClient rescaled = start(2, savepoint);
    putRealTime(100, 300);
    await().atMost(LONGEST).until(() -> bridge.ids().size() == 300);
    putFile("00000001", 300);
    await().atMost(LONGEST).until(() -> transactionsRead() == 200 + 300 + 150 + 1 + 200);
    await()
        .atMost(LONGEST)
        .untilAsserted(
            () -> {
              assertThat(JobGauges.of(Metric.TRANSACTIONS_OPEN)).isEqualTo(OptionalDouble.of(0));
              assertThat(JobGauges.of(Metric.TRANSACTIONS_UNBALANCED))
                  .isEqualTo(OptionalDouble.of(0));
            });
    rescaled
        .stopWithSavepoint(
            true, folder.resolve("savepoints").toString(), SavepointFormatType.CANONICAL)
        .get(30, TimeUnit.SECONDS);

    assertThat(bridge.problems()).isEmpty();
    assertThat(CollectingSink.ids()).hasSize(300).doesNotHaveDuplicates();
    assertThat(new HashSet<>(CollectingSink.ids())).isEqualTo(bridge.ids().keySet());
    LedgerTable ledger = LedgerTable.read(new LedgerFolder(folder.resolve("ledger").toUri()), "");
    assertThat(ledger.unbalanced()).isZero();
    assertThat(ledger.total(LedgerCount.TRANSACTIONS_S3)).isEqualTo(200 + 300);
    assertThat(ledger.total(LedgerCount.TRANSACTIONS_KINESIS)).isEqualTo(150 + 1 + 200);
    assertThat(ledger.total(LedgerCount.DELIVERED)).isEqualTo(300);
    assertThat(ledger.total(LedgerCount.DEAD_LETTERED)).isZero();
    // The first file's 0..149; the second's 0..149 and 200..299.
    assertThat(ledger.total(LedgerCount.DUPLICATES_KINESIS_S3)).isEqualTo(150 + 150 + 100);
    // 150..199 came first in the first file.
    assertThat(ledger.total(LedgerCount.DUPLICATES_S3_S3)).isEqualTo(50);
    assertThat(ledger.total(LedgerCount.DUPLICATES_S3_KINESIS)).isEqualTo(50);
    // 100..149, and the one put alone.
    assertThat(ledger.total(LedgerCount.DUPLICATES_KINESIS_KINESIS)).isEqualTo(51);
  }

  /** Exact through failures: counts that a checkpoint does not hold are taken back. */
  private static long transactionsRead() {
    return RunCounts.ofProcess().totals().get(RunCount.TRANSACTIONS);
  }

  private JobClient start(int parallelism, String savepoint) throws Exception {
    Settings settings = settings();
    return JobUnderTest.define(
            "overlap-test",
            settings,
            configuration(parallelism, savepoint),
            new CollectingSink<>(new FailingOnceSink<>(new BridgeSink(settings))))
        .executeAsync("overlap-test");
  }

  private void putRealTime(int from, int to) {
    for (String line : realTime.subList(from, to)) {
      model.put(stream, String.valueOf(line.hashCode()), line.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The first requests as standard logs. */
  private void putFile(String name, int requests) throws IOException {
    Path hidden = folder.resolve(name + ".gz");
    new LogGenerator(SEED).writeV1(Files.newOutputStream(hidden), requests, start);
    Files.move(hidden, logs.resolve("E1AAAAAAAAAA." + HOUR.format(start) + "." + name + ".gz"));
  }

  private Settings settings() {
    return SettingsLoader.load(
        JobUnderTest.properties(bridge.url(), folder.resolve("dead"))
            .with("source", "type", "s3,kinesis")
            .with("source", "s3.paths", logs.toUri().toString())
            .with("source", "s3.discovery-interval", "200 ms")
            .with("source", "kinesis.stream-arns", stream)
            .with("source", "kinesis.fields", String.join(",", RealTimeFields.ALL))
            .with("source", "kinesis.initial-position", "TRIM_HORIZON")
            .with("source", "kinesis.endpoint", kinesis.url().toString())
            .install());
  }

  private Configuration configuration(int parallelism, String savepoint) {
    Configuration configuration =
        JobUnderTest.configuration(folder, Duration.ofMillis(300), parallelism);
    if (savepoint != null) {
      configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    }
    JobGauges.enable(configuration);
    return configuration;
  }
}
