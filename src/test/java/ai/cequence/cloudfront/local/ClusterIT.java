package ai.cequence.cloudfront.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.cequence.cloudfront.testing.ClusterProcesses;
import ai.cequence.cloudfront.testing.ClusterRest;
import ai.cequence.cloudfront.testing.RunFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar on a plain cluster of separate processes. */
class ClusterIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int FILES = 16;
  private static final int LINES = 5_000;

  @TempDir Path folder;

  @Test
  void losesNothingWhenATaskManagerDiesAndWhenItGoesOnAtAnotherParallelism() throws Exception {
    RunFiles files = new RunFiles(folder);
    files.generateLogs(FILES, LINES);
    try (BridgeSimulator bridge = new BridgeSimulator(0, true);
        ClusterProcesses cluster = new ClusterProcesses(folder, properties(bridge, files))) {
      try {
        killStopAndResume(bridge, cluster);
      } catch (Exception | AssertionError e) {
        throw new AssertionError(e.getMessage() + "\n" + cluster.log(), e);
      }
      assertThat(bridge.ids()).as("every id").hasSize(FILES * LINES);
      assertThat(bridge.problems()).as("the same body under the same key").isEmpty();
      assertThat(files.deadLetters()).doesNotExist();
    }
  }

  private static void killStopAndResume(BridgeSimulator bridge, ClusterProcesses cluster)
      throws Exception {
    // So slow that the job has much left to do at each step.
    bridge.setDelayMillis(1_500);
    Process first = cluster.startTaskManager();
    cluster.startTaskManager();
    ClusterRest rest = new ClusterRest(cluster.rest());
    await().atMost(PATIENCE).until(() -> rest.freeSlots() == 4);
    String jar = rest.upload(Path.of(System.getProperty("deployed.jar")));

    // Two slots each: three subtasks need both task managers, whichever gets how many.
    String job = rest.run(jar, 3, null);
    await().atMost(PATIENCE).until(() -> bridge.transactions() > 2_000);
    int before = rest.checkpoints(job);
    await().atMost(PATIENCE).until(() -> rest.checkpoints(job) > before);

    first.destroyForcibly().waitFor();
    await().atMost(PATIENCE).until(() -> !rest.allRun(job));
    cluster.startTaskManager();
    await().atMost(PATIENCE).until(() -> rest.allRun(job));
    long atRestart = bridge.transactions();
    await().atMost(PATIENCE).until(() -> bridge.transactions() > atRestart + 1_000);

    String stop = rest.stop(job);
    await().atMost(PATIENCE).until(() -> !rest.savepoint(job, stop).isEmpty());
    await().atMost(PATIENCE).until(() -> rest.state(job).equals("FINISHED"));
    assertThat(bridge.ids().size()).as("stopped in the middle").isLessThan(FILES * LINES);
    bridge.setDelayMillis(0);

    String resumed = rest.run(jar, 4, rest.savepoint(job, stop));
    await().atMost(PATIENCE).until(() -> rest.state(resumed).equals("FINISHED"));
  }

  private Path properties(BridgeSimulator bridge, RunFiles files) throws Exception {
    return Files.writeString(
        folder.resolve("properties.json"),
        """
        [{"PropertyGroupId":"source","PropertyMap":{"s3.paths":"%s","s3.mode":"bounded"}},
         {"PropertyGroupId":"filter","PropertyMap":{"static-extensions":"none"}},
         {"PropertyGroupId":"bridge","PropertyMap":{"auth-endpoint":"%s","edge-endpoint":"%s",
           "client-id":"test","client-secret":"test"}},
         {"PropertyGroupId":"window","PropertyMap":{"size":"500 ms"}},
         {"PropertyGroupId":"dead-letter","PropertyMap":{"path":"%s"}}]
        """
            .formatted(
                files.logs().toUri(), bridge.url(), bridge.url(), files.deadLetters().toUri()));
  }
}
