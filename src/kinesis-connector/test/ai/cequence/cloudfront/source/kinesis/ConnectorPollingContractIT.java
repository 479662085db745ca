package ai.cequence.cloudfront.source.kinesis;

import ai.cequence.cloudfront.config.SourceSettings.KinesisSettings;
import ai.cequence.cloudfront.config.SourceSettings.Reader;
import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.source.kinesis.connector.ConnectorFactory;
import org.apache.flink.api.connector.source.Source;

/** The contract, kept by the Apache connector. */
class ConnectorPollingContractIT extends KinesisSourceContract {
  @Override
  Reader reader() {
    return Reader.POLLING;
  }

  @Override
  Source<LogChunk, ?, ?> source(KinesisSettings settings) {
    return new ConnectorFactory().of(settings);
  }
}
