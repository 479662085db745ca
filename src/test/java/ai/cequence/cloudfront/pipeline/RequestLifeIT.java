package ai.cequence.cloudfront.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.cequence.cloudfront.bridge.ObservedSink;
import ai.cequence.cloudfront.config.Settings;
import ai.cequence.cloudfront.config.SettingsLoader;
import ai.cequence.cloudfront.config.SourceSettings.SourceType;
import ai.cequence.cloudfront.deadletter.DeadLetterSink;
import ai.cequence.cloudfront.local.LogGenerator;
import ai.cequence.cloudfront.source.s3.S3LogSource;
import ai.cequence.cloudfront.testing.JobUnderTest;
import ai.cequence.cloudfront.testing.RunFiles;
import ai.cequence.cloudfront.testing.ScriptedBridge;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job on a MiniCluster, made to fail at each point of a request's life. Nothing is lost, and
 * whatever the Bridge gets again was sent after the last complete checkpoint or lay in its state.
 */
class RequestLifeIT {
  private static final int FILES = 4;
  private static final int LINES = 1_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;

  private ScriptedBridge bridge;

  @BeforeEach
  void generate() throws Exception {
    bridge = new ScriptedBridge();
    ObservedSink.forget();
    for (int i = 0; i < FILES; i++) {
      new LogGenerator(i)
          .writeV1(
              Files.newOutputStream(
                  new RunFiles(folder)
                      .logs()
                      .resolve("E1AAAAAAAAAA.2026-01-31-10.%08d.gz".formatted(i))),
              LINES,
              Instant.parse("2026-01-31T10:00:00Z"));
    }
  }

  @AfterEach
  void close() {
    bridge.close();
  }

  @Test
  void beforeItIsSent() throws Exception {
    bridge.answer(body -> 503);
    JobClient job = start(2, null);
    await().atMost(PATIENCE).until(() -> bridge.requests() > 5);
    awaitCheckpoints(2);
    ObservedSink.observed().fail();
    awaitRestore();
    bridge.answer(body -> 200);
    awaitEnd(job);
    assertThat(bridge.taken().values()).as("the Bridge had taken none of them").containsOnly(1);
    assertNothingLost(Set.of());
  }

  @Test
  void afterItIsSentAndBeforeItIsAnswered() throws Exception {
    bridge.holdAnswers();
    JobClient job = start(2, null);
    await().atMost(PATIENCE).until(() -> bridge.taken().size() > 250);
    awaitCheckpoints(2);
    ObservedSink.observed().fail();
    awaitRestore();
    bridge.releaseAnswers();
    awaitEnd(job);
    assertThat(bridge.taken().values()).as("taken, and not known to be").contains(2);
    assertNothingLost(Set.of());
  }

  @Test
  void afterItIsAnsweredAndBeforeACheckpoint() throws Exception {
    JobClient job = start(2, null);
    await().atMost(PATIENCE).until(() -> bridge.taken().size() > 500);
    ObservedSink.observed().fail();
    awaitEnd(job);
    assertNothingLost(Set.of());
  }

  @Test
  void whileItsDeadLetterIsWritten() throws Exception {
    Set<String> poison = new java.util.concurrent.ConcurrentSkipListSet<>();
    bridge.answer(
        body -> {
          boolean refused = body.contains("/login");
          if (refused && body.split("\"transaction-id\":\"", -1).length == 2) {
            poison.add(body.split("\"transaction-id\":\"", -1)[1].split("\"", 2)[0]);
          }
          return refused ? 400 : 200;
        });
    // A file where the folder should be: no dead letter can be written.
    Path dead = new RunFiles(folder).deadLetters();
    Files.writeString(dead, "");
    JobClient job = start(2, null);
    await().atMost(PATIENCE).until(() -> poison.size() > 20);
    awaitCheckpoints(2);
    ObservedSink.observed().fail();
    awaitRestore();
    Files.delete(dead);
    awaitEnd(job);
    Set<String> buried = new TreeSet<>();
    new RunFiles(folder).readDeadLetters().forEach(l -> buried.add(l.get("origin").asText()));
    assertThat(buried).isEqualTo(poison);
    assertNothingLost(buried);
  }

  @Test
  void anotherParallelismGetsTheSameBatches() throws Exception {
    bridge.answer(body -> 503);
    JobClient job = start(2, null);
    await().atMost(PATIENCE).until(() -> bridge.requests() > 5);
    awaitCheckpoints(2);
    String savepoint =
        job.stopWithSavepoint(
                false, folder.resolve("savepoints").toUri().toString(), SavepointFormatType.NATIVE)
            .get(60, TimeUnit.SECONDS);
    bridge.answer(body -> 200);
    awaitEnd(start(3, savepoint));
    assertThat(ObservedSink.observed().restoredBodies()).hasSizeGreaterThan(3);
    assertNothingLost(Set.of());
  }

  private void assertNothingLost(Set<String> buried) {
    Set<String> arrived = new TreeSet<>(bridge.taken().keySet());
    assertThat(arrived.stream().filter(buried::contains)).as("delivered and buried").isEmpty();
    arrived.addAll(buried);
    assertThat(arrived).as("lost").hasSize(FILES * LINES);

    Set<String> inState = ObservedSink.observed().restoredIds();
    Set<String> before = ObservedSink.observed().beforeRestored();
    bridge
        .taken()
        .forEach(
            (id, times) -> {
              if (times > 1) {
                assertThat(!before.contains(id) || inState.contains(id))
                    .as("%s came again, was sent before the checkpoint and not in its state", id)
                    .isTrue();
              }
            });
    assertThat(bridge.keysWithDifferentBodies()).isEmpty();
    ObservedSink.observed()
        .restoredBodies()
        .forEach(
            (key, body) ->
                assertThat(bridge.bodies(key))
                    .as("the batch of the checkpoint under its key")
                    .isNotEmpty()
                    .allSatisfy(sent -> assertThat(sent).isEqualTo(body)));
  }

  private static void awaitCheckpoints(int more) {
    long now = ObservedSink.observed().newestSnapshot();
    // A checkpoint is complete at the latest when the one after the next passes.
    await()
        .atMost(PATIENCE)
        .until(() -> ObservedSink.observed().newestSnapshot() >= now + more + 1);
  }

  private static void awaitRestore() {
    await().atMost(PATIENCE).until(() -> !ObservedSink.observed().restoredIds().isEmpty());
  }

  private static void awaitEnd(JobClient job) throws Exception {
    job.getJobExecutionResult().get(90, TimeUnit.SECONDS);
  }

  private JobClient start(int parallelism, String savepoint) throws Exception {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration(parallelism, savepoint));
    Settings settings = settings();
    new Topology(settings, "request-life")
        .define(
            env,
            Map.of(SourceType.S3, S3LogSource.of(settings.source().s3())),
            new ObservedSink(settings),
            new DeadLetterSink(settings.deadLetter()));
    return env.executeAsync("request-life");
  }

  private Settings settings() throws Exception {
    RunFiles files = new RunFiles(folder);
    return SettingsLoader.load(
        JobUnderTest.properties(bridge.url(), files.deadLetters())
            .with("source", "s3.paths", files.logs().toUri().toString())
            .with("source", "s3.mode", "bounded")
            .install());
  }

  private Configuration configuration(int parallelism, String savepoint) {
    Configuration configuration =
        JobUnderTest.configuration(folder, Duration.ofMillis(200), parallelism);
    if (savepoint != null) {
      configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    }
    return configuration;
  }
}
