package ai.cequence.cloudfront.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BlockKeyTest {

  @Test
  void keepsItsPartsAtTheirLimits() {
    for (long epoch : new long[] {-3, 0, 1, 18_000_000_000L}) {
      for (int run : new int[] {0, 1, 255}) {
        for (int block : new int[] {0, 1, 0xFFFFF}) {
          long key = BlockKey.of(epoch, run, block);
          assertThat(BlockKey.epoch(key)).isEqualTo(epoch);
          assertThat(BlockKey.run(key)).isEqualTo(run);
          assertThat(BlockKey.block(key)).isEqualTo(block);
        }
      }
    }
  }

  @Test
  void sortsByEpochThenRunThenBlock() {
    assertThat(
            new long[] {
              BlockKey.of(1, 0, 0xFFFFF),
              BlockKey.of(1, 1, 0),
              BlockKey.of(1, 255, 9),
              BlockKey.of(2, 0, 0)
            })
        .isSorted();
    assertThat(BlockKey.sameRun(BlockKey.of(1, 2, 3), BlockKey.of(1, 2, 4))).isTrue();
    assertThat(BlockKey.sameRun(BlockKey.of(1, 2, 3), BlockKey.of(1, 3, 3))).isFalse();
  }
}
