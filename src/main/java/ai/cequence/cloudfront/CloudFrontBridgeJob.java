package ai.cequence.cloudfront;

import ai.cequence.cloudfront.bridge.BridgeSink;
import ai.cequence.cloudfront.config.ConfigurationException;
import ai.cequence.cloudfront.config.LogLevel;
import ai.cequence.cloudfront.config.PropertySource;
import ai.cequence.cloudfront.config.Settings;
import ai.cequence.cloudfront.config.SettingsLoader;
import ai.cequence.cloudfront.config.SourceSettings;
import ai.cequence.cloudfront.config.SourceSettings.SourceType;
import ai.cequence.cloudfront.config.StartupSummary;
import ai.cequence.cloudfront.config.StartupWarnings;
import ai.cequence.cloudfront.deadletter.DeadLetterSink;
import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.pipeline.Topology;
import ai.cequence.cloudfront.source.kinesis.KinesisLogSource;
import ai.cequence.cloudfront.source.s3.S3LogSource;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Entry point: settings in, job out.
 *
 * <p>Sets in code only what the managed service allows to be set there; checkpoints, state backend
 * and restarts belong to the cluster, or to the local runner.
 */
public final class CloudFrontBridgeJob {
  private static final Logger LOG = LoggerFactory.getLogger(CloudFrontBridgeJob.class);
  private static final String DEFAULT_NAME = "cloudfront-bridge";

  private CloudFrontBridgeJob() {}

  /**
   * Runs the job.
   *
   * @param args nothing, or {@code --properties FILE}
   */
  public static void main(String[] args) throws Exception {
    Settings settings;
    try {
      settings = SettingsLoader.load(properties(args));
    } catch (ConfigurationException e) {
      LOG.error("{}", e.getMessage());
      throw e;
    }
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    define(env, settings);
    env.execute(name(env));
  }

  /** Adds the job to an environment, as production runs it. */
  public static void define(StreamExecutionEnvironment env, Settings settings) {
    configure(env);
    announce(settings);
    new Topology(settings, name(env))
        .define(
            env,
            sources(settings),
            new BridgeSink(settings),
            new DeadLetterSink(settings.deadLetter()));
  }

  /** The name under which the job runs, which each transaction names as {@code instance_id}. */
  public static String name(StreamExecutionEnvironment env) {
    return env.getConfiguration().getOptional(PipelineOptions.NAME).orElse(DEFAULT_NAME);
  }

  private static PropertySource properties(String[] args) {
    if (args.length == 2 && args[0].equals("--properties")) {
      return PropertySource.ofFile(Path.of(args[1])).install();
    }
    if (args.length > 0) {
      throw new ConfigurationException(
          List.of("Expected no arguments or --properties FILE, found " + String.join(" ", args)));
    }
    return PropertySource.ofProcess();
  }

  private static Map<SourceType, Source<LogChunk, ?, ?>> sources(Settings settings) {
    SourceSettings source = settings.source();
    Map<SourceType, Source<LogChunk, ?, ?>> sources = new EnumMap<>(SourceType.class);
    if (source.types().contains(SourceType.S3)) {
      sources.put(SourceType.S3, S3LogSource.of(source.s3()));
    }
    if (source.types().contains(SourceType.KINESIS)) {
      sources.put(SourceType.KINESIS, KinesisLogSource.of(source.kinesis()));
    }
    return sources;
  }

  private static void configure(StreamExecutionEnvironment env) {
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    configuration.set(PipelineOptions.MAX_PARALLELISM, Topology.MAX_PARALLELISM);
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    env.configure(configuration);
  }

  private static void announce(Settings settings) {
    LogLevel.apply(settings.logging());
    StartupSummary.of(settings, Version.current()).forEach(LOG::info);
    StartupWarnings.of(settings).forEach(LOG::warn);
  }
}
