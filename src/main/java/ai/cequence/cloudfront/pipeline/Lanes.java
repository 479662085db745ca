package ai.cequence.cloudfront.pipeline;

import ai.cequence.cloudfront.transaction.Transaction;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Spreads transactions over as many lanes as there are key groups, by their ids: equal ids meet,
 * and every subtask gets an equal share. Each lane is one key, chosen so that it lies in the key
 * group of the lane's number.
 */
final class Lanes implements KeySelector<Transaction, Integer> {
  static final int COUNT = Topology.MAX_PARALLELISM;

  private static final long serialVersionUID = 1L;
  private static final Integer[] KEYS = keys();

  @Override
  public Integer getKey(Transaction transaction) {
    return KEYS[laneOf(transaction.idHigh())];
  }

  /** The lane of an id with this upper half. The lower half is left to the tables. */
  static int laneOf(long idHigh) {
    return (int) (idHigh >>> 56) & (COUNT - 1);
  }

  /** The lanes of a subtask. */
  static KeyGroupRange of(TaskInfo task) {
    return KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
        COUNT, task.getNumberOfParallelSubtasks(), task.getIndexOfThisSubtask());
  }

  static Integer keyOf(int lane) {
    return KEYS[lane];
  }

  private static Integer[] keys() {
    Integer[] keys = new Integer[COUNT];
    int found = 0;
    for (int candidate = 0; found < COUNT; candidate++) {
      int lane = KeyGroupRangeAssignment.assignToKeyGroup(candidate, COUNT);
      if (keys[lane] == null) {
        keys[lane] = candidate;
        found++;
      }
    }
    return keys;
  }
}
