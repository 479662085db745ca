package ai.cequence.cloudfront.source.kinesis;

import ai.cequence.cloudfront.config.SourceSettings.KinesisSettings;
import ai.cequence.cloudfront.parse.LogChunk;
import java.util.ServiceLoader;
import org.apache.flink.api.connector.source.Source;

/**
 * Real-time logs from Kinesis: this project's own source, or the Apache connector where the jar was
 * built with it (Maven profile {@code kinesis-connector}).
 */
public final class KinesisLogSource {
  private KinesisLogSource() {}

  /** Makes the source; what the profile adds is found as a service. */
  public interface Factory {
    Source<LogChunk, ?, ?> of(KinesisSettings settings);
  }

  /** Reads all streams of the settings. */
  public static Source<LogChunk, ?, ?> of(KinesisSettings settings) {
    return ServiceLoader.load(Factory.class, KinesisLogSource.class.getClassLoader())
        .findFirst()
        .orElse(ShardSource::new)
        .of(settings);
  }
}
