package ai.cequence.cloudfront.source.kinesis.enumerator;

import ai.cequence.cloudfront.source.kinesis.enumerator.EnumeratorState.Known;
import ai.cequence.cloudfront.source.kinesis.enumerator.EnumeratorState.Status;
import ai.cequence.cloudfront.source.kinesis.split.ShardSplit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The life of every known shard: unassigned, assigned, finished; and back again, where a failure
 * brings readers to an earlier checkpoint while the enumerator stays ahead of them.
 *
 * <p>A shard may be assigned once no parent of it is known and unfinished; a parent that is not
 * known has been forgotten by its stream. Confined to the coordinator's thread.
 */
final class SplitTracker {
  private static final int NOBODY = -1;

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private static final class Entry {
    private ShardSplit split;
    private Status status;
    private int owner = NOBODY;

    /** A restored reader should still report it; what it reports has the position. */
    private boolean awaited;

    private Entry(ShardSplit split, Status status) {
      this.split = split;
      this.status = status;
    }
  }

  /** Takes over what a checkpoint says; readers report the positions of those assigned. */
  void restore(List<Known> shards) {
    for (Known known : shards) {
      Entry entry = new Entry(known.split(), known.status());
      entry.awaited = known.status() == Status.ASSIGNED;
      entries.put(known.split().splitId(), entry);
    }
  }

  /** A shard that discovery or a parent's end names; returns whether it is new. */
  boolean discovered(ShardSplit split) {
    return entries.putIfAbsent(split.splitId(), new Entry(split, Status.UNASSIGNED)) == null;
  }

  /** A reader has read it to its end. Repeats do nothing. */
  void finished(String splitId, long readUpToMillis) {
    Entry entry = entries.get(splitId);
    if (entry != null) {
      entry.split = entry.split.at(entry.split.position(), readUpToMillis);
      entry.status = Status.FINISHED;
      entry.owner = NOBODY;
      entry.awaited = false;
    }
  }

  /**
   * A restored reader reports a split, or Flink gives it back: it is unassigned at that position,
   * or finished, whatever it was before. So a parent that had finished after the checkpoint holds
   * its children back again.
   */
  void returned(ShardSplit split) {
    Entry entry =
        entries.computeIfAbsent(split.splitId(), id -> new Entry(split, Status.UNASSIGNED));
    entry.split = split;
    entry.status = split.finished() ? Status.FINISHED : Status.UNASSIGNED;
    entry.owner = NOBODY;
    entry.awaited = false;
  }

  /** A reader is gone; those of its splits that were in a checkpoint it will report again. */
  void readerLost(int subtask) {
    for (Entry entry : entries.values()) {
      if (entry.status == Status.ASSIGNED && entry.owner == subtask) {
        entry.awaited = true;
      }
    }
  }

  /**
   * Splits that nobody reported though a checkpoint says that some reader had them. They are
   * unassigned from now on, at the last position known here.
   */
  List<ShardSplit> unreported() {
    List<ShardSplit> orphans = new ArrayList<>();
    for (Entry entry : entries.values()) {
      if (entry.awaited) {
        entry.awaited = false;
        entry.status = Status.UNASSIGNED;
        entry.owner = NOBODY;
        orphans.add(entry.split);
      }
    }
    return orphans;
  }

  /** Forgets finished shards of a stream that the stream itself has forgotten. */
  void keepOnly(String streamArn, Set<String> listedShardIds) {
    entries
        .values()
        .removeIf(
            entry ->
                entry.status == Status.FINISHED
                    && entry.split.streamArn().equals(streamArn)
                    && !listedShardIds.contains(entry.split.shardId()));
  }

  /** What may be read now and has no reader. */
  List<ShardSplit> assignable() {
    List<ShardSplit> found = new ArrayList<>();
    for (Entry entry : entries.values()) {
      if (entry.status == Status.UNASSIGNED && !hasUnfinishedParent(entry.split)) {
        found.add(behindParents(entry.split));
      }
    }
    return found;
  }

  /**
   * A child holds nothing older than its parents' ends, so it is read up to there before it is
   * begun, however long ago the job was.
   */
  private ShardSplit behindParents(ShardSplit split) {
    long parentsRead = Long.MAX_VALUE;
    for (String parentId : split.parentIds()) {
      Entry parent = entries.get(parentId);
      parentsRead = Math.min(parentsRead, parent == null ? 0 : parent.split.readUpToMillis());
    }
    return split.parents().isEmpty() || parentsRead <= split.readUpToMillis()
        ? split
        : split.at(split.position(), parentsRead);
  }

  void assigned(String splitId, int subtask) {
    Entry entry = entries.get(splitId);
    if (entry != null) {
      entry.status = Status.ASSIGNED;
      entry.owner = subtask;
    }
  }

  /** Share of all hashes that each subtask reads, streams added up; subtasks without are absent. */
  Map<Integer, Double> loads() {
    Map<Integer, Double> loads = new HashMap<>();
    for (Entry entry : entries.values()) {
      if (entry.status == Status.ASSIGNED && entry.owner != NOBODY) {
        loads.merge(entry.owner, entry.split.range().share(), Double::sum);
      }
    }
    return loads;
  }

  /** Drops streams that are no longer configured; returns how many of their shards were open. */
  int keepOnlyStreams(Collection<String> streamArns) {
    int before = open();
    entries.values().removeIf(entry -> !streamArns.contains(entry.split.streamArn()));
    return before - open();
  }

  /** The status of a shard, or null. */
  @Nullable Status status(String splitId) {
    Entry entry = entries.get(splitId);
    return entry == null ? null : entry.status;
  }

  /** Shards not yet read to their end. */
  int open() {
    return (int) entries.values().stream().filter(e -> e.status != Status.FINISHED).count();
  }

  List<Known> snapshot() {
    return entries.values().stream().map(entry -> new Known(entry.split, entry.status)).toList();
  }

  private boolean hasUnfinishedParent(ShardSplit split) {
    for (String parentId : split.parentIds()) {
      Entry parent = entries.get(parentId);
      if (parent != null && parent.status != Status.FINISHED) {
        return true;
      }
    }
    return false;
  }
}
