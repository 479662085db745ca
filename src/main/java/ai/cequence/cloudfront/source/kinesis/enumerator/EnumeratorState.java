package ai.cequence.cloudfront.source.kinesis.enumerator;

import ai.cequence.cloudfront.source.kinesis.split.ShardSplit;
import java.util.List;
import java.util.Map;

/**
 * The enumerator's part of a checkpoint.
 *
 * @param streams by ARN
 * @param shards each shard that the streams still list, with what the enumerator knows of it
 */
public record EnumeratorState(Map<String, StreamState> streams, List<Known> shards) {

  /** Where a shard is in its life. Checkpoints hold the ordinals, so the order never changes. */
  public enum Status {
    /** Waits for its parents, or for a reader. */
    UNASSIGNED,
    /** A reader has it, and its position in its own snapshots. */
    ASSIGNED,
    /** Read to its end; kept until the stream forgets it, so that it is not begun again. */
    FINISHED
  }

  /** A shard and its status. */
  public record Known(ShardSplit split, Status status) {}
}
