package ai.cequence.cloudfront.source.kinesis.split;

import ai.cequence.cloudfront.source.kinesis.proxy.Shard;
import java.util.List;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * Reader to enumerator: a shard has been read to its end, and everything before it is on its way.
 * May come more than once.
 *
 * @param readUpToMillis when the last of it arrived, as far as is known
 * @param children shards that follow, where Kinesis named them
 */
public record ShardFinishedEvent(
    String streamArn, String shardId, long readUpToMillis, List<Shard> children)
    implements SourceEvent {
  private static final long serialVersionUID = 1L;
}
