package ai.cequence.cloudfront.source.kinesis.split;

import java.util.List;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * One shard of one stream, and how far it has been read. Immutable.
 *
 * @param parents ids of the shards that it was split or merged from
 * @param position where to go on
 * @param readUpToMillis every record that arrived until then has been read; 0 where nothing is
 *     known
 * @param retentionMillis how long the stream keeps records; 0 where that is not known
 * @param finished read to its end; such a split stays in snapshots until the enumerator surely
 *     knows
 */
public record ShardSplit(
    String streamArn,
    String shardId,
    List<String> parents,
    HashRange range,
    Position position,
    long readUpToMillis,
    long retentionMillis,
    boolean finished)
    implements SourceSplit {

  /** Id of the split of a shard. */
  public static String id(String streamArn, String shardId) {
    return streamArn + '/' + shardId;
  }

  @Override
  public String splitId() {
    return id(streamArn, shardId);
  }

  /** Ids of the parents' splits. */
  public List<String> parentIds() {
    return parents.stream().map(parent -> id(streamArn, parent)).toList();
  }

  /** The same shard, read further. */
  public ShardSplit at(Position newPosition, long newReadUpToMillis) {
    return new ShardSplit(
        streamArn, shardId, parents, range, newPosition, newReadUpToMillis, retentionMillis, false);
  }

  /** The same shard of a stream that keeps records for another time. */
  public ShardSplit withRetention(long millis) {
    return new ShardSplit(
        streamArn, shardId, parents, range, position, readUpToMillis, millis, finished);
  }

  /** The same shard, read to its end. */
  public ShardSplit asFinished() {
    return new ShardSplit(
        streamArn, shardId, parents, range, position, readUpToMillis, retentionMillis, true);
  }
}
