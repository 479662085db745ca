package ai.cequence.cloudfront.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.testing.Transactions;
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
}
