package ai.cequence.cloudfront.source.s3.discovery;

import ai.cequence.cloudfront.source.s3.split.LogSplit;
import ai.cequence.cloudfront.source.s3.split.ObjectId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Objects that are found and not yet known to be covered by a checkpoint wholly: those that wait
 * for a reader, and those that a reader has. Confined to the coordinator's thread.
 */
final class UnreadObjects {
  private final Map<ObjectId, LogSplit> waiting = new LinkedHashMap<>();
  private final Map<ObjectId, Times> assigned = new HashMap<>();
  private final TreeMap<Long, Integer> hours = new TreeMap<>();
  private final TreeMap<Long, Integer> arrivals = new TreeMap<>();

  /**
   * What is known of an object that a reader has.
   *
   * @param hour the hour to which it belongs, since the epoch
   * @param arrived when it was stored, in seconds since the epoch
   */
  record Times(long hour, long arrived) {}

  UnreadObjects(Collection<LogSplit> waiting, Map<ObjectId, Times> assigned) {
    addAll(waiting);
    this.assigned.putAll(assigned);
    assigned.values().forEach(this::count);
  }

  void addAll(Collection<LogSplit> found) {
    for (LogSplit split : found) {
      waiting.put(split.id(), split);
      count(timesOf(split));
    }
  }

  private static Times timesOf(LogSplit split) {
    return new Times(split.hour(), split.arrived());
  }

  private void count(Times times) {
    hours.merge(times.hour(), 1, Integer::sum);
    arrivals.merge(times.arrived(), 1, Integer::sum);
  }

  /** Objects for a reader, oldest finding first. */
  List<LogSplit> assign(int most) {
    List<LogSplit> splits = new ArrayList<>(Math.min(most, waiting.size()));
    Iterator<LogSplit> next = waiting.values().iterator();
    while (splits.size() < most && next.hasNext()) {
      LogSplit split = next.next();
      next.remove();
      assigned.put(split.id(), timesOf(split));
      splits.add(split);
    }
    return splits;
  }

  /** A reader failed before a checkpoint held these as its own. */
  void takeBack(List<LogSplit> splits) {
    for (LogSplit split : splits) {
      if (assigned.remove(split.id()) != null) {
        waiting.put(split.id(), split);
      }
    }
  }

  /** A checkpoint covers this object; false where that was known. */
  boolean read(ObjectId id) {
    Times times = assigned.remove(id);
    if (times == null) {
      return false;
    }
    leave(hours, times.hour());
    leave(arrivals, times.arrived());
    return true;
  }

  private static void leave(Map<Long, Integer> counts, long time) {
    counts.merge(time, -1, (a, b) -> a + b == 0 ? null : a + b);
  }

  boolean contains(ObjectId id) {
    return waiting.containsKey(id) || assigned.containsKey(id);
  }

  int waitingCount() {
    return waiting.size();
  }

  int count() {
    return waiting.size() + assigned.size();
  }

  OptionalLong oldestHour() {
    return hours.isEmpty() ? OptionalLong.empty() : OptionalLong.of(hours.firstKey());
  }

  /** When the oldest was stored, in seconds since the epoch. */
  OptionalLong oldestArrival() {
    return arrivals.isEmpty() ? OptionalLong.empty() : OptionalLong.of(arrivals.firstKey());
  }

  List<LogSplit> waiting() {
    return List.copyOf(waiting.values());
  }

  Map<ObjectId, Times> assigned() {
    return Map.copyOf(assigned);
  }
}
