package ai.cequence.cloudfront.testing;

import ai.cequence.cloudfront.config.PropertySource;
import ai.cequence.cloudfront.config.Settings;
import ai.cequence.cloudfront.config.SettingsLoader;
import ai.cequence.cloudfront.config.SourceSettings.SourceType;
import ai.cequence.cloudfront.deadletter.DeadLetterSink;
import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.pipeline.Topology;
import ai.cequence.cloudfront.source.kinesis.KinesisLogSource;
import ai.cequence.cloudfront.source.s3.S3LogSource;
import ai.cequence.cloudfront.transaction.TransactionBatch;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

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

  /** Settings that read the logs of a run once. */
  public static Settings bounded(URI bridge, RunFiles files) throws IOException {
    return SettingsLoader.load(
        properties(bridge, files.deadLetters())
            .with("source", "s3.paths", files.logs().toUri().toString())
            .with("source", "s3.mode", "bounded")
            .install());
  }

  /**
   * The job with a sink of the test's, ready to be run.
   *
   * @param configuration of its cluster
   */
  public static StreamExecutionEnvironment define(
      String name, Settings settings, Configuration configuration, Sink<TransactionBatch> sink) {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    Map<SourceType, Source<LogChunk, ?, ?>> sources = new EnumMap<>(SourceType.class);
    if (settings.source().types().contains(SourceType.S3)) {
      sources.put(SourceType.S3, S3LogSource.of(settings.source().s3()));
    }
    if (settings.source().types().contains(SourceType.KINESIS)) {
      sources.put(SourceType.KINESIS, KinesisLogSource.of(settings.source().kinesis()));
    }
    new Topology(settings, name)
        .define(env, sources, sink, new DeadLetterSink(settings.deadLetter()));
    return env;
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
