package ai.cequence.cloudfront.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.metrics.prometheus.PrometheusReporterFactory;

/** What a cluster would give the job, for one in this process. */
final class LocalCluster {
  private static final int RETAINED = 3;
  private static final int TOLERATED = 1_000_000;

  private LocalCluster() {}

  /**
   * Configuration of a run.
   *
   * @param checkpointInterval from one checkpoint to the next
   * @param uiPort port of Flink's web UI
   */
  static Configuration configuration(
      CheckpointFolder folder,
      int parallelism,
      Duration checkpointInterval,
      int uiPort,
      Optional<Path> resume) {
    Configuration configuration = new Configuration();
    configuration.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
    configuration.set(TaskManagerOptions.NUM_TASK_SLOTS, parallelism);
    configuration.set(
        TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(128L * parallelism));
    configuration.set(RestOptions.BIND_PORT, String.valueOf(uiPort));
    configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.ADDRESS, "127.0.0.1");
    configuration.set(CoreOptions.TMP_DIRS, folder.working().toString());
    configuration.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    configuration.setString("state.backend.rocksdb.localdir", folder.working().toString());
    configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpointInterval);
    // Flink reads operator state back byte by byte; behind a decompressor that is no call of the
    // system each.
    configuration.set(ExecutionOptions.SNAPSHOT_COMPRESSION, true);
    configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder.checkpoints().toUri().toString());
    configuration.set(
        CheckpointingOptions.SAVEPOINT_DIRECTORY, folder.savepoints().toUri().toString());
    configuration.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, RETAINED);
    configuration.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, TOLERATED);
    configuration.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    resume.ifPresent(
        checkpoint -> {
          configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, checkpoint.toUri().toString());
          configuration.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.CLAIM);
        });
    return configuration;
  }

  /**
   * Adds reporters: one for the page of the simulated Bridge, and Flink's for Prometheus.
   *
   * @param prometheusPort 0: none for Prometheus
   */
  static void report(Configuration configuration, int prometheusPort) {
    String prefix = "metrics.reporter.";
    configuration.setString(
        prefix + "page.factory.class", CatalogueReporter.Factory.class.getName());
    configuration.setString("metrics.reporters", prometheusPort == 0 ? "page" : "page,prometheus");
    if (prometheusPort != 0) {
      configuration.setString(
          prefix + "prometheus.factory.class", PrometheusReporterFactory.class.getName());
      configuration.setString(prefix + "prometheus.port", String.valueOf(prometheusPort));
    }
  }
}
