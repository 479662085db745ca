package ai.cequence.cloudfront.source.kinesis.enumerator;

import ai.cequence.cloudfront.source.kinesis.split.Position;
import org.jspecify.annotations.Nullable;

/**
 * What the enumerator keeps of a stream.
 *
 * @param initial where a shard is begun that nothing else is known of; kept, since shards that
 *     appear while the job is down must be read from where the job first began, not from its
 *     restart
 * @param createdMillis when the stream was made; 0: not known yet
 * @param retentionMillis how long it keeps records; 0: not known yet
 * @param ownedConsumerArn enhanced fan-out consumer that this job has registered
 */
record StreamState(
    Position initial, long createdMillis, long retentionMillis, @Nullable String ownedConsumerArn) {

  static StreamState of(Position initial) {
    return new StreamState(initial, 0, 0, null);
  }

  StreamState withFacts(long created, long retention) {
    return new StreamState(initial, created, retention, ownedConsumerArn);
  }

  StreamState withConsumer(@Nullable String arn) {
    return new StreamState(initial, createdMillis, retentionMillis, arn);
  }
}
