package ai.cequence.cloudfront.source.s3.reader;

import ai.cequence.cloudfront.source.s3.split.LogSplit;
import ai.cequence.cloudfront.source.s3.split.ObjectId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Objects that are read wholly, until the coordinator surely knows.
 *
 * <p>What a reader tells the coordinator is not aligned with checkpoints: a checkpoint may hold
 * that an object is read here and not yet there. So an object stays in the reader's snapshots until
 * the checkpoint <em>behind</em> the one that first covered it is complete, and is told of again
 * after a restore.
 */
final class CoveredObjects {
  private static final long NOT_IN_A_SNAPSHOT = Long.MAX_VALUE;
  private static final long RESTORED = -1;

  /** An object and the first checkpoint that holds it as read. */
  private static final class Covered {
    private final LogSplit split;
    private long checkpoint;
    private boolean told;

    Covered(LogSplit split, long checkpoint) {
      this.split = split;
      this.checkpoint = checkpoint;
    }
  }

  private final Map<ObjectId, Covered> objects = new LinkedHashMap<>();

  /** An object has just been read wholly. */
  void read(LogSplit split) {
    objects.put(split.id(), new Covered(split.asRead(), NOT_IN_A_SNAPSHOT));
  }

  /** A checkpoint that was complete, since it was restored, covers this one. */
  void restored(LogSplit split) {
    objects.put(split.id(), new Covered(split, RESTORED));
  }

  /** What a snapshot holds of them. */
  Collection<LogSplit> snapshot(long checkpoint) {
    List<LogSplit> splits = new ArrayList<>(objects.size());
    for (Covered object : objects.values()) {
      object.checkpoint = Math.min(object.checkpoint, checkpoint);
      splits.add(object.split);
    }
    return splits;
  }

  /**
   * Objects that the coordinator is to be told of now; forgets those of which it was told before.
   *
   * @param checkpoint has just been completed
   */
  List<ObjectId> completed(long checkpoint) {
    List<ObjectId> news = new ArrayList<>();
    objects
        .values()
        .removeIf(
            object -> {
              if (object.checkpoint > checkpoint) {
                return false;
              }
              if (object.told) {
                return true;
              }
              object.told = true;
              news.add(object.split.id());
              return false;
            });
    return news;
  }

  /** Restored objects, of which the coordinator is to be told at once. */
  List<ObjectId> toTellAgain() {
    return completed(RESTORED);
  }
}
