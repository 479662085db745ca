package ai.cequence.cloudfront.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.cequence.cloudfront.bridge.ObservedSink;
import ai.cequence.cloudfront.config.Settings;
import ai.cequence.cloudfront.config.SettingsLoader;
import ai.cequence.cloudfront.testing.JobUnderTest;
import ai.cequence.cloudfront.testing.RunFiles;
import ai.cequence.cloudfront.testing.ScriptedBridge;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Half an hour without the Bridge, on a client whose clock runs 300 times as fast; checkpoints
 * every second with a minute to complete in, none of which may fail, and no restart allowed.
 */
class OutageIT {
  private static final int TIMES = 300;
  private static final int LINES = 40_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Fifteen minutes of the client's. */
  private static final long QUARTER_MILLIS = 900_000 / TIMES;

  @TempDir Path folder;

  @Test
  void checkpointsGoOnAndAStopInTheMiddleSucceeds() throws Exception {
    new RunFiles(folder).generateLogs(1, LINES);
    try (ScriptedBridge bridge = new ScriptedBridge()) {
      bridge.answer(body -> 503);
      JobClient job = start(bridge, null);
      await().atMost(PATIENCE).until(() -> bridge.requests() > 5);
      awaitOutage(bridge);
      String savepoint = stop(job);
      assertThat(bridge.taken()).isEmpty();

      JobClient resumed = start(bridge, savepoint);
      awaitOutage(bridge);
      assertThat(bridge.taken()).isEmpty();
      bridge.answer(body -> 200);
      await().atMost(PATIENCE).until(() -> bridge.taken().size() == LINES);
      // With no failure tolerated and no restart, a job that can be stopped has had none.
      stop(resumed);

      assertThat(bridge.taken()).hasSize(LINES);
      assertThat(bridge.taken().values()).containsOnly(1);
      assertThat(bridge.keysWithDifferentBodies()).isEmpty();
    }
  }

  private String stop(JobClient job) throws Exception {
    return job.stopWithSavepoint(
            false, folder.resolve("savepoints").toUri().toString(), SavepointFormatType.NATIVE)
        .get(60, TimeUnit.SECONDS);
  }

  /** A quarter of an hour of the client's, in which checkpoints complete and few requests come. */
  private void awaitOutage(ScriptedBridge bridge) throws Exception {
    long checkpoint = newestCheckpoint();
    await().atMost(PATIENCE).until(() -> newestCheckpoint() > checkpoint);
    long begun = newestCheckpoint();
    int requests = bridge.requests();
    long start = System.nanoTime();
    await()
        .atMost(PATIENCE)
        .until(() -> System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(QUARTER_MILLIS));
    await().atMost(PATIENCE).until(() -> newestCheckpoint() >= begun + 3);
    long minutes = 15 + (System.nanoTime() - start) * TIMES / TimeUnit.MINUTES.toNanos(1);
    assertThat(bridge.requests() - requests).isLessThanOrEqualTo((int) (minutes * 60 * 3));
  }

  private long newestCheckpoint() throws Exception {
    if (!Files.isDirectory(folder.resolve("checkpoints"))) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(folder.resolve("checkpoints"))) {
      return files
          .filter(file -> file.getFileName().toString().equals("_metadata"))
          .mapToLong(file -> Long.parseLong(file.getParent().getFileName().toString().substring(4)))
          .max()
          .orElse(0);
    } catch (java.io.UncheckedIOException e) {
      // Flink removed a folder meanwhile.
      return 0;
    }
  }

  private JobClient start(ScriptedBridge bridge, String savepoint) throws Exception {
    Settings settings = settings(bridge);
    return JobUnderTest.define(
            "outage", settings, configuration(savepoint), ObservedSink.compressed(settings, TIMES))
        .executeAsync("outage");
  }

  private Settings settings(ScriptedBridge bridge) throws Exception {
    RunFiles files = new RunFiles(folder);
    return SettingsLoader.load(
        JobUnderTest.properties(bridge.url(), files.deadLetters())
            .with("source", "s3.paths", files.logs().toUri().toString())
            // At the end of a bounded input the sink flushes, and no barrier passes it meanwhile.
            .with("source", "s3.mode", "continuous")
            .with("source", "s3.from", "2026-01-31T10:00:00Z")
            .with("source", "s3.discovery-interval", "1 s")
            // A second of the test's.
            .with("bridge", "request-timeout", "5 min")
            .install());
  }

  private Configuration configuration(String savepoint) {
    Configuration configuration = JobUnderTest.configuration(folder, Duration.ofSeconds(1), 2);
    configuration.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, Duration.ofMinutes(1));
    configuration.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 0);
    configuration.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
    if (savepoint != null) {
      configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    }
    return configuration;
  }
}
