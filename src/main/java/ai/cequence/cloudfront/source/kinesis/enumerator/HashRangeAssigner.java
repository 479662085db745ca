package ai.cequence.cloudfront.source.kinesis.enumerator;

import ai.cequence.cloudfront.source.kinesis.split.ShardSplit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Deals shards to subtasks so that each reads about the same share of all hashes, which with random
 * partition keys (CloudFront's are) is the same share of the traffic: the largest shard first, to
 * the subtask that has least.
 */
final class HashRangeAssigner {
  private static final Comparator<ShardSplit> LARGEST_FIRST =
      Comparator.comparingDouble((ShardSplit split) -> -split.range().share())
          .thenComparing(ShardSplit::splitId);

  private HashRangeAssigner() {}

  /**
   * @param loads what subtasks read already
   * @param subtasks those that can take a split; at least one
   */
  static Map<Integer, List<ShardSplit>> assign(
      List<ShardSplit> splits, Map<Integer, Double> loads, Set<Integer> subtasks) {
    Map<Integer, Double> total = new TreeMap<>();
    for (int subtask : subtasks) {
      total.put(subtask, loads.getOrDefault(subtask, 0.0));
    }
    Map<Integer, List<ShardSplit>> assigned = new LinkedHashMap<>();
    for (ShardSplit split : splits.stream().sorted(LARGEST_FIRST).toList()) {
      int target =
          total.entrySet().stream()
              .min(Map.Entry.comparingByValue())
              .map(Map.Entry::getKey)
              .orElseThrow();
      total.merge(target, split.range().share(), Double::sum);
      assigned.computeIfAbsent(target, subtask -> new ArrayList<>()).add(split);
    }
    return assigned;
  }
}
