package ai.cequence.cloudfront.source.s3;

import ai.cequence.cloudfront.config.SourceSettings.S3Settings;
import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.serialization.Elements;
import ai.cequence.cloudfront.source.s3.discovery.Discovery;
import ai.cequence.cloudfront.source.s3.discovery.DiscoveryState;
import ai.cequence.cloudfront.source.s3.discovery.DiscoveryStateSerializer;
import ai.cequence.cloudfront.source.s3.reader.LogReader;
import ai.cequence.cloudfront.source.s3.split.LogSplit;
import ai.cequence.cloudfront.source.s3.split.LogSplitSerializer;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Standard logs from folders of S3 or of any other of Flink's file systems. */
public final class S3LogSource
    implements Source<LogChunk, LogSplit, DiscoveryState>, ResultTypeQueryable<LogChunk> {
  private static final long serialVersionUID = 1L;

  /** Objects that a subtask has open: 24 at 40 ms each are 600 a second. */
  public static final int OPEN_AT_ONCE = 24;

  private static final Duration FIRST_RETRY = Duration.ofMillis(500);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

  private final S3Settings settings;

  private S3LogSource(S3Settings settings) {
    this.settings = settings;
  }

  /** Reads everything in the folders, once or continuously. */
  public static S3LogSource of(S3Settings settings) {
    return new S3LogSource(settings);
  }

  @Override
  public Boundedness getBoundedness() {
    return settings.bounded() ? Boundedness.BOUNDED : Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SourceReader<LogChunk, LogSplit> createReader(SourceReaderContext context) {
    LogObjectOpener opener =
        new LogObjectOpener(settings.maxLineBytes(), settings.maxObjectBytes());
    return new LogReader(
        context,
        split -> opener.open(new Path(split.location()), split.length(), split.position()),
        OPEN_AT_ONCE,
        retries());
  }

  private static RetryDelay retries() {
    return new RetryDelay(
        FIRST_RETRY, LONGEST_RETRY, () -> ThreadLocalRandom.current().nextDouble());
  }

  @Override
  public SplitEnumerator<LogSplit, DiscoveryState> createEnumerator(
      SplitEnumeratorContext<LogSplit> context) {
    return restoreEnumerator(context, DiscoveryState.empty());
  }

  @Override
  public SplitEnumerator<LogSplit, DiscoveryState> restoreEnumerator(
      SplitEnumeratorContext<LogSplit> context, DiscoveryState state) {
    return Discovery.of(settings, context, state, retries());
  }

  @Override
  public SimpleVersionedSerializer<LogSplit> getSplitSerializer() {
    return new LogSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<DiscoveryState> getEnumeratorCheckpointSerializer() {
    return new DiscoveryStateSerializer();
  }

  @Override
  public TypeInformation<LogChunk> getProducedType() {
    return Elements.LOG_CHUNK;
  }
}
