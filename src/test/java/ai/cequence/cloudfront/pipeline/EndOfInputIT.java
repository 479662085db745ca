package ai.cequence.cloudfront.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.cequence.cloudfront.bridge.ObservedSink;
import ai.cequence.cloudfront.config.Settings;
import ai.cequence.cloudfront.gate.Gate;
import ai.cequence.cloudfront.testing.JobUnderTest;
import ai.cequence.cloudfront.testing.RunFiles;
import ai.cequence.cloudfront.testing.ScriptedBridge;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Bridge that is down just as a bounded input ends, and sinks that take longer to start than the
 * input to be read: no checkpoint may fail, no restart is allowed, and the job ends once the Bridge
 * is back.
 */
class EndOfInputIT {
  private static final int LINES = 200;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;

  private ScriptedBridge bridge;

  @BeforeEach
  void generate() throws Exception {
    bridge = new ScriptedBridge();
    ObservedSink.forget();
    new RunFiles(folder).generateLogs(1, LINES);
  }

  @AfterEach
  void close() {
    ObservedSink.observed().letStart();
    bridge.close();
  }

  @Test
  void checkpointsGoOnUntilTheBridgeIsBackAndThenTheJobEnds() throws Exception {
    bridge.answer(body -> 503);

    JobClient job = startWithLateSinks(null);
    awaitCheckpoints();
    String savepoint =
        job.stopWithSavepoint(
                false, folder.resolve("savepoints").toUri().toString(), SavepointFormatType.NATIVE)
            .get(60, TimeUnit.SECONDS);

    JobClient resumed = startWithLateSinks(savepoint);
    assertThat(ObservedSink.observed().restoredIds()).hasSize(LINES);
    awaitCheckpoints();
    assertThat(bridge.taken()).isEmpty();

    bridge.answer(body -> 200);
    resumed.getJobExecutionResult().get(60, TimeUnit.SECONDS);
    assertThat(bridge.taken()).hasSize(LINES);
    assertThat(bridge.taken().values()).containsOnly(1);
  }

  /** The end of the input is reached, and withheld, before any sink is there. */
  private JobClient startWithLateSinks(String savepoint) throws Exception {
    ObservedSink.holdStart();
    JobClient job = start(savepoint);
    await().atMost(PATIENCE).until(Gate.ofProcess()::inputEnding);
    await().during(Duration.ofSeconds(1)).atMost(PATIENCE).until(Gate.ofProcess()::inputEnding);
    ObservedSink.observed().letStart();
    int requests = bridge.requests();
    await().atMost(PATIENCE).until(() -> bridge.requests() > requests);
    return job;
  }

  /** With no failure tolerated and no restart, four that pass the sinks are three complete. */
  private static void awaitCheckpoints() {
    long now = ObservedSink.observed().newestSnapshot();
    await().atMost(PATIENCE).until(() -> ObservedSink.observed().newestSnapshot() >= now + 4);
  }

  private JobClient start(String savepoint) throws Exception {
    Configuration configuration = JobUnderTest.configuration(folder, Duration.ofMillis(200), 2);
    configuration.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, Duration.ofSeconds(20));
    configuration.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 0);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
    if (savepoint != null) {
      configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    }
    Settings settings = JobUnderTest.bounded(bridge.url(), new RunFiles(folder));
    return JobUnderTest.define("end-of-input", settings, configuration, new ObservedSink(settings))
        .executeAsync("end-of-input");
  }
}
