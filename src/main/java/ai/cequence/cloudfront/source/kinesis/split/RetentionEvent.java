package ai.cequence.cloudfront.source.kinesis.split;

import org.apache.flink.api.connector.source.SourceEvent;

/** Enumerator to readers: how long a stream keeps its records has changed. */
public record RetentionEvent(String streamArn, long retentionMillis) implements SourceEvent {
  private static final long serialVersionUID = 1L;
}
