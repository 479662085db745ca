package ai.cequence.cloudfront.source.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.cequence.cloudfront.bridge.BridgeSink;
import ai.cequence.cloudfront.config.PropertySource;
import ai.cequence.cloudfront.config.RealTimeFields;
import ai.cequence.cloudfront.config.Settings;
import ai.cequence.cloudfront.config.SettingsLoader;
import ai.cequence.cloudfront.local.BridgeSimulator;
import ai.cequence.cloudfront.local.LogGenerator;
import ai.cequence.cloudfront.testing.FailingOnceSink;
import ai.cequence.cloudfront.testing.FakeCredentials;
import ai.cequence.cloudfront.testing.JobUnderTest;
import ai.cequence.cloudfront.testing.LogCapture;
import ai.cequence.cloudfront.testing.kinesis.Aggregation;
import ai.cequence.cloudfront.testing.kinesis.FakeKinesis;
import ai.cequence.cloudfront.testing.kinesis.KinesisModel;
import ai.cequence.cloudfront.transaction.TransactionBatch;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole job on a MiniCluster, fed from a fake of the Kinesis API. */
class RealTimeJobIT {
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("yyyy-MM-dd-HH").withZone(ZoneOffset.UTC);

  /** This hour, since objects of hours before the look-back window are not looked for. */
  private final Instant start = Instant.now().truncatedTo(ChronoUnit.HOURS);

  @TempDir Path folder;
  private final KinesisModel model = new KinesisModel(System::currentTimeMillis);
  private FakeKinesis kinesis;
  private BridgeSimulator bridge;
  private String stream = "";

  @BeforeEach
  void startServers() throws IOException {
    FakeCredentials.set();
    kinesis = new FakeKinesis(model);
    bridge = new BridgeSimulator(0, true);
    stream = model.createStream("real-time-logs", 2);
  }

  @AfterEach
  void stopServers() {
    bridge.close();
    kinesis.close();
    FakeCredentials.clear();
  }

  @Test
  void bothSourcesSendARequestOnceAndWhatKinesisLacksComesThroughS3() throws Exception {
    Path logs = Files.createDirectory(folder.resolve("logs"));
    // The same seed, so the same requests: all in the file, the first 150 in real time too.
    LogGenerator realTime = new LogGenerator(5);
    for (int i = 0; i < 150; i++) {
      put(realTime.realTimeLine(start.plusMillis(i * 100L), RealTimeFields.ALL));
    }
    Settings settings =
        settings(
            Map.of(
                "source/type",
                "s3,kinesis",
                "source/s3.paths",
                logs.toUri().toString(),
                "source/s3.discovery-interval",
                "200 ms"));

    JobClient job = start(settings);
    await().atMost(Duration.ofMinutes(2)).until(() -> bridge.ids().size() == 150);
    Path hidden = folder.resolve("file.gz");
    new LogGenerator(5).writeV1(Files.newOutputStream(hidden), 200, start);
    Files.move(hidden, logs.resolve("E1AAAAAAAAAA." + HOUR.format(start) + ".00000000.gz"));
    await().atMost(Duration.ofMinutes(2)).until(() -> bridge.ids().size() == 200);
    job.cancel().get(30, TimeUnit.SECONDS);

    assertThat(bridge.problems()).isEmpty();
    assertThat(bridge.ids().values()).containsOnly(1);
    assertThat(bridge.transactions()).isEqualTo(200);
  }

  /** One restart is all that the strategy allows: a second one would end the job. */
  @Test
  void aTaskFailureInTheMiddleOfAReshardCostsOneRestartAndLosesNothing() throws Exception {
    FailingOnceSink.reset();
    LogGenerator generator = new LogGenerator(9);
    putLines(generator, 300);
    Settings settings = settings(Map.of("source/type", "kinesis"));
    JobClient job = start(settings, new FailingOnceSink<>(new BridgeSink(settings)));
    await().atMost(Duration.ofMinutes(2)).until(() -> bridge.ids().size() == 300);
    model.split(stream, model.openShardIds(stream).get(0));
    putLines(generator, 300);
    await().atMost(Duration.ofMinutes(2)).until(FailingOnceSink::hasFailed);
    putLines(generator, 100);
    await().atMost(Duration.ofMinutes(2)).until(() -> bridge.ids().size() == 700);
    JobStatus status = job.getJobStatus().get(10, TimeUnit.SECONDS);
    job.cancel().get(30, TimeUnit.SECONDS);

    assertThat(status).isEqualTo(JobStatus.RUNNING);
    assertThat(bridge.problems()).isEmpty();
    assertThat(model.shardIds(stream)).hasSize(4);
  }

  @Test
  void takesAggregatedRecordsApartAndKeepsWhatDoesNotFitAsDeadLetters() throws Exception {
    LogGenerator generator = new LogGenerator(11);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      lines.add(generator.realTimeLine(start.plusSeconds(i), RealTimeFields.ALL));
    }
    model.put(stream, "aggregated", Aggregation.of(lines));
    put("1769853600.123\t203.0.113.7\tGET");
    put(generator.realTimeLine(start, RealTimeFields.ALL));

    JobClient job =
        start(settings(Map.of("source/type", "kinesis", "source/kinesis.reader", "efo")));
    await().atMost(Duration.ofMinutes(2)).until(() -> bridge.ids().size() == 11);
    await().atMost(Duration.ofMinutes(2)).until(() -> !deadLetters().isEmpty());
    job.cancel().get(30, TimeUnit.SECONDS);

    assertThat(deadLetters())
        .contains("column-count")
        .contains("expected " + RealTimeFields.ALL.size() + " columns, found 3")
        .contains("source/kinesis.fields")
        .contains(stream + "/shardId-");
    assertThat(bridge.ids().values()).containsOnly(1);
  }

  @Test
  void theWatchOverTheFieldsCountsEachRecordThatWasAggregated() throws Exception {
    LogGenerator generator = new LogGenerator(13);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      lines.add(
          i % 2 == 0
              ? generator.realTimeLine(start.plusSeconds(i), RealTimeFields.ALL)
              : "1769853600.123\t203.0.113.7\tGET");
    }
    model.put(stream, "aggregated", Aggregation.of(lines));

    try (LogCapture log = new LogCapture(FitWatch.class)) {
      JobClient job = start(settings(Map.of("source/type", "kinesis")));
      await().atMost(Duration.ofMinutes(2)).until(() -> !log.lines().isEmpty());
      await().atMost(Duration.ofMinutes(2)).until(() -> bridge.ids().size() == 10);
      job.cancel().get(30, TimeUnit.SECONDS);

      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("ERROR 10 of the last minute's 20 real-time records");
    }
  }

  private JobClient start(Settings settings) throws Exception {
    return start(settings, new BridgeSink(settings));
  }

  private JobClient start(Settings settings, Sink<TransactionBatch> sink) throws Exception {
    return JobUnderTest.define(
            "real-time-test",
            settings,
            JobUnderTest.configuration(folder, Duration.ofMillis(300), 2),
            sink)
        .executeAsync("real-time-test");
  }

  private void putLines(LogGenerator generator, int count) {
    for (int i = 0; i < count; i++) {
      put(generator.realTimeLine(start.plusMillis(i), RealTimeFields.ALL));
    }
  }

  private void put(String line) {
    model.put(stream, String.valueOf(line.hashCode()), line.getBytes(StandardCharsets.UTF_8));
  }

  private String deadLetters() throws IOException {
    StringBuilder all = new StringBuilder();
    Path dead = folder.resolve("dead");
    if (!Files.exists(dead)) {
      return "";
    }
    try (Stream<Path> files = Files.walk(dead)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }

  private Settings settings(Map<String, String> more) {
    PropertySource source =
        JobUnderTest.properties(bridge.url(), folder.resolve("dead"))
            .with("source", "kinesis.stream-arns", stream)
            .with("source", "kinesis.fields", String.join(",", RealTimeFields.ALL))
            .with("source", "kinesis.initial-position", "TRIM_HORIZON")
            .with("source", "kinesis.endpoint", kinesis.url().toString());
    for (Map.Entry<String, String> each : more.entrySet()) {
      source = source.withSetting(each.getKey(), each.getValue());
    }
    return SettingsLoader.load(source.install());
  }
}
