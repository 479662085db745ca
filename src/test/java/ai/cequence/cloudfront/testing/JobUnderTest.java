package ai.cequence.cloudfront.testing;

import ai.cequence.cloudfront.config.PropertySource;
import ai.cequence.cloudfront.pipeline.Topology;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;

/** The whole job on a MiniCluster, set up as production is but for its intervals. */
public final class JobUnderTest {
  private JobUnderTest() {}

  /**
   * Settings without a source: all requests are sent, in windows of 200 ms.
   *
   * @param bridge both endpoints
   */
  public static PropertySource properties(URI bridge, Path deadLetters) {
    return PropertySource.empty("test")
        .with("filter", "static-extensions", "none")
        .with("bridge", "auth-endpoint", bridge.toString())
        .with("bridge", "edge-endpoint", bridge.toString())
        .with("bridge", "client-id", "test")
        .with("bridge", "client-secret", "test")
        .with("window", "size", "200 ms")
        .with("dead-letter", "path", deadLetters.toUri().toString());
  }

  /**
   * A cluster with RocksDB and one restart.
   *
   * @param folder gets the checkpoints
   * @param interval between checkpoints
   * @param parallelism and number of slots
   */
  public static Configuration configuration(Path folder, Duration interval, int parallelism) {
    Configuration configuration = new Configuration();
    configuration.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, interval);
    configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    configuration.set(ExecutionOptions.SNAPSHOT_COMPRESSION, true);
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        folder.resolve("checkpoints").toUri().toString());
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(100));
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    configuration.set(PipelineOptions.MAX_PARALLELISM, Topology.MAX_PARALLELISM);
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    configuration.setString("parallelism.default", String.valueOf(parallelism));
    configuration.setString("taskmanager.numberOfTaskSlots", String.valueOf(parallelism));
    return configuration;
  }
}
