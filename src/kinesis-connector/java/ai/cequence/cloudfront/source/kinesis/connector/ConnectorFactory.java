package ai.cequence.cloudfront.source.kinesis.connector;

import ai.cequence.cloudfront.config.ConfigurationException;
import ai.cequence.cloudfront.config.Key;
import ai.cequence.cloudfront.config.SourceSettings.KinesisSettings;
import ai.cequence.cloudfront.config.SourceSettings.OnExpiredPosition;
import ai.cequence.cloudfront.config.SourceSettings.Reader;
import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.serialization.Elements;
import ai.cequence.cloudfront.source.kinesis.KinesisLogSource;
import ai.cequence.cloudfront.transaction.LogSource;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.aws.config.AWSConfigConstants;
import org.apache.flink.connector.kinesis.source.KinesisStreamsSource;
import org.apache.flink.connector.kinesis.source.config.KinesisSourceConfigOptions;
import org.apache.flink.connector.kinesis.source.config.KinesisSourceConfigOptions.ConsumerLifecycle;
import org.apache.flink.connector.kinesis.source.config.KinesisSourceConfigOptions.InitialPosition;
import org.apache.flink.connector.kinesis.source.config.KinesisSourceConfigOptions.ReaderType;
import org.apache.flink.connector.kinesis.source.serialization.KinesisDeserializationSchema;
import org.apache.flink.util.Collector;
import software.amazon.awssdk.services.kinesis.model.Record;

/** The Apache connector under this project's settings. */
public final class ConnectorFactory implements KinesisLogSource.Factory {

  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /**
   * Makes the source.
   *
   * @throws ConfigurationException for what the connector cannot do
   */
  @Override
  public Source<LogChunk, ?, ?> of(KinesisSettings settings) {
    if (settings.streamArns().size() != 1) {
      throw new ConfigurationException(
          List.of(
              Key.KINESIS_STREAM_ARNS.path()
                  + ": expected one stream, which is what the Apache connector reads, found "
                  + settings.streamArns().size()));
    }
    if (settings.onExpiredPosition() == OnExpiredPosition.FAIL) {
      throw new ConfigurationException(
          List.of(
              Key.KINESIS_ON_EXPIRED_POSITION.path()
                  + ": expected continue, since the Apache connector does not notice an expired"
                  + " position, found fail"));
    }
    return KinesisStreamsSource.<LogChunk>builder()
        .setStreamArn(settings.streamArns().get(0))
        .setSourceConfig(configuration(settings))
        .setDeserializationSchema(new RecordToChunk())
        .build();
  }

  private static Configuration configuration(KinesisSettings settings) {
    Configuration configuration = new Configuration();
    Instant begun = settings.initialTimestamp();
    if (begun == null) {
      configuration.set(
          KinesisSourceConfigOptions.STREAM_INITIAL_POSITION, InitialPosition.TRIM_HORIZON);
    } else {
      // LATEST too: the settings fixed the instant when the job was built.
      configuration.set(
          KinesisSourceConfigOptions.STREAM_INITIAL_POSITION, InitialPosition.AT_TIMESTAMP);
      configuration.set(
          KinesisSourceConfigOptions.STREAM_INITIAL_TIMESTAMP, TIMESTAMP.format(begun));
    }
    if (settings.reader() == Reader.EFO) {
      configuration.set(KinesisSourceConfigOptions.READER_TYPE, ReaderType.EFO);
      configuration.set(
          KinesisSourceConfigOptions.EFO_CONSUMER_LIFECYCLE, ConsumerLifecycle.SELF_MANAGED);
      configuration.set(KinesisSourceConfigOptions.EFO_CONSUMER_NAME, settings.consumerName());
    }
    if (settings.endpoint() != null) {
      configuration.setString(AWSConfigConstants.AWS_ENDPOINT, settings.endpoint().toString());
    }
    return configuration;
  }

  /** One record, one chunk; the parser does the rest. */
  private static final class RecordToChunk implements KinesisDeserializationSchema<LogChunk> {
    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(
        Record item, String stream, String shardId, Collector<LogChunk> output) {
      byte[] bytes = item.data().asByteArrayUnsafe();
      String origin = stream + '/' + shardId + '/' + item.sequenceNumber();
      output.collect(LogChunk.lines(LogSource.KINESIS, origin, 1, null, bytes, 0, bytes.length));
    }

    @Override
    public TypeInformation<LogChunk> getProducedType() {
      return Elements.LOG_CHUNK;
    }
  }
}
