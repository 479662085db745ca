package ai.cequence.cloudfront.source.kinesis;

import ai.cequence.cloudfront.concurrent.SteadyTime;
import ai.cequence.cloudfront.config.SourceSettings.KinesisSettings;
import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.serialization.Elements;
import ai.cequence.cloudfront.source.kinesis.enumerator.EnumeratorState;
import ai.cequence.cloudfront.source.kinesis.enumerator.EnumeratorStateSerializer;
import ai.cequence.cloudfront.source.kinesis.enumerator.ShardEnumerator;
import ai.cequence.cloudfront.source.kinesis.proxy.AwsStreamProxy;
import ai.cequence.cloudfront.source.kinesis.reader.ShardReaders;
import ai.cequence.cloudfront.source.kinesis.split.ShardSplit;
import ai.cequence.cloudfront.source.kinesis.split.ShardSplitSerializer;
import java.io.Serializable;
import java.util.function.LongSupplier;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SupportsSplitReassignmentOnRecovery;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Kinesis data streams as a source, on the AWS SDK. */
final class ShardSource
    implements Source<LogChunk, ShardSplit, EnumeratorState>,
        SupportsSplitReassignmentOnRecovery,
        ResultTypeQueryable<LogChunk> {
  private static final long serialVersionUID = 1L;

  private final KinesisSettings settings;
  private final Clock clock;
  private final Clock steady;

  /** Milliseconds; travels in the job graph. */
  interface Clock extends LongSupplier, Serializable {}

  ShardSource(KinesisSettings settings) {
    this(settings, System::currentTimeMillis, SteadyTime::millis);
  }

  /**
   * @param clock milliseconds since 1970
   * @param steady milliseconds that never go back, for waits
   */
  ShardSource(KinesisSettings settings, Clock clock, Clock steady) {
    this.settings = settings;
    this.clock = clock;
    this.steady = steady;
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SourceReader<LogChunk, ShardSplit> createReader(SourceReaderContext context) {
    return ShardReaders.open(
        context, settings, new AwsStreamProxy(settings.endpoint()), clock, steady);
  }

  @Override
  public SplitEnumerator<ShardSplit, EnumeratorState> createEnumerator(
      SplitEnumeratorContext<ShardSplit> context) {
    return new ShardEnumerator(
        context, settings, new AwsStreamProxy(settings.endpoint()), null, clock, steady);
  }

  @Override
  public SplitEnumerator<ShardSplit, EnumeratorState> restoreEnumerator(
      SplitEnumeratorContext<ShardSplit> context, EnumeratorState checkpoint) {
    return new ShardEnumerator(
        context, settings, new AwsStreamProxy(settings.endpoint()), checkpoint, clock, steady);
  }

  @Override
  public SimpleVersionedSerializer<ShardSplit> getSplitSerializer() {
    return new ShardSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<EnumeratorState> getEnumeratorCheckpointSerializer() {
    return new EnumeratorStateSerializer();
  }

  @Override
  public TypeInformation<LogChunk> getProducedType() {
    return Elements.LOG_CHUNK;
  }
}
