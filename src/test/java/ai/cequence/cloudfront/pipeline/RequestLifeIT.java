package ai.cequence.cloudfront.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.cequence.cloudfront.bridge.ObservedSink;
import ai.cequence.cloudfront.config.Settings;
import ai.cequence.cloudfront.testing.JobUnderTest;
import ai.cequence.cloudfront.testing.RunFiles;
import ai.cequence.cloudfront.testing.ScriptedBridge;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
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
    new RunFiles(folder).generateLogs(FILES, LINES);
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
    Settings settings = JobUnderTest.bounded(bridge.url(), new RunFiles(folder));
    return JobUnderTest.define(
            "request-life",
            settings,
            configuration(parallelism, savepoint),
            new ObservedSink(settings))
        .executeAsync("request-life");
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
