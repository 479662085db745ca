package ai.cequence.cloudfront.source.s3.discovery;

import ai.cequence.cloudfront.source.s3.split.ObjectId;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Objects that were found, by their hour: sixteen bytes each. */
final class SeenObjects {
  private final NavigableMap<Long, IdSet> hours;

  SeenObjects() {
    this(new TreeMap<>());
  }

  SeenObjects(NavigableMap<Long, IdSet> hours) {
    this.hours = hours;
  }

  /** False where the object was seen before. */
  boolean add(long hour, ObjectId id) {
    return hours.computeIfAbsent(hour, h -> new IdSet()).add(id.high(), id.low());
  }

  boolean contains(long hour, ObjectId id) {
    IdSet ids = hours.get(hour);
    return ids != null && ids.contains(id.high(), id.low());
  }

  /** Whether an object was found, whatever its hour. */
  boolean containsAnywhere(ObjectId id) {
    return hours.values().stream().anyMatch(ids -> ids.contains(id.high(), id.low()));
  }

  /** Forgets all objects of hours before this one. */
  void forgetBefore(long hour) {
    hours.headMap(hour, false).clear();
  }

  /** Hours and their objects, in order. */
  Map<Long, IdSet> hours() {
    return hours;
  }

  int size() {
    return hours.values().stream().mapToInt(IdSet::size).sum();
  }
}
