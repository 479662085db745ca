package ai.cequence.cloudfront.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.testing.Transactions;
import java.util.Random;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;

class LanesTest {

  @Test
  void eachLaneIsItsOwnKeyGroup() {
    for (long lane = 0; lane < 256; lane++) {
      Integer key = new Lanes().getKey(Transactions.of(lane << 56 | 12345, 7, 0, "E1"));
      assertThat(KeyGroupRangeAssignment.assignToKeyGroup(key, 256)).isEqualTo((int) lane);
    }
  }

  @Test
  void aBusyDistributionIsSpreadOverAllSubtasks() {
    for (int parallelism : new int[] {2, 3, 8, 32}) {
      int[] shares = new int[parallelism];
      Random ids = new Random(parallelism);
      for (int i = 0; i < 320_000; i++) {
        Integer key =
            new Lanes().getKey(Transactions.of(ids.nextLong(), ids.nextLong(), 0, "E1BUSY"));
        shares[KeyGroupRangeAssignment.assignKeyToParallelOperator(key, 256, parallelism)]++;
      }
      int equal = 320_000 / parallelism;
      for (int share : shares) {
        assertThat(share)
            .as("of %d subtasks", parallelism)
            .isBetween(equal * 95 / 100, equal * 105 / 100);
      }
    }
  }
}
