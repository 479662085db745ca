package ai.cequence.cloudfront.source.kinesis.reader;

import ai.cequence.cloudfront.source.kinesis.split.ShardSplit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Shards read to their end that the enumerator's snapshots may not know of yet.
 *
 * <p>The enumerator takes its part of a checkpoint before the readers take theirs, so the first
 * checkpoint that holds a finished shard here may lack it there. A later one is begun only after
 * that, when the reader's word has long arrived. So a shard is tagged with the first checkpoint
 * that holds it and dropped when a later one completes.
 */
final class FinishedSplits {
  private static final long IN_NONE = Long.MAX_VALUE;

  private final Map<ShardSplit, Long> firstCheckpoint = new LinkedHashMap<>();

  void add(ShardSplit split) {
    firstCheckpoint.put(split.asFinished(), IN_NONE);
  }

  /** What goes into this checkpoint. */
  List<ShardSplit> snapshot(long checkpointId) {
    firstCheckpoint.replaceAll((split, first) -> Math.min(first, checkpointId));
    return new ArrayList<>(firstCheckpoint.keySet());
  }

  void completed(long checkpointId) {
    firstCheckpoint.values().removeIf(first -> first < checkpointId);
  }
}
