package ai.cequence.cloudfront.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.testing.HeapMapState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ColdIdsTest {
  private final HeapMapState<Long, byte[]> state = new HeapMapState<>();

  @Test
  void isExactOnBothSidesOfEachBlocksBorder() throws Exception {
    for (int count : new int[] {1, 63, 64, 65, 127, 128, 129}) {
      IdTable table = new IdTable();
      for (long i = 1; i <= count; i++) {
        table.add(i, SeenId.low(i * 1000, (int) (i % 2)));
      }
      ColdIds cold = ColdIds.write(7, 1, table, state);
      for (long i = 1; i <= count; i++) {
        assertThat(cold.find(i, i * 1000, state)).as("%d of %d", i, count).isEqualTo((int) i % 2);
        assertThat(cold.find(i, i * 1000 + 1, state)).isEqualTo(SeenId.ABSENT);
        assertThat(cold.find(i + 1, i * 1000, state)).isEqualTo(SeenId.ABSENT);
      }
      cold.remove(state);
      assertThat(state.isEmpty()).isTrue();
    }
  }

  @Test
  void findsIdsOfOneKeyThatFillSeveralBlocks() throws Exception {
    IdTable table = new IdTable();
    table.add(9, 1);
    for (long i = 1; i <= 1000; i++) {
      table.add(i, 5);
    }
    table.add(9, 6);
    ColdIds cold = ColdIds.write(7, 1, table, state);
    for (long i = 1; i <= 1000; i++) {
      assertThat(cold.find(i, 5, state)).isZero();
    }
    assertThat(cold.find(9, 1, state)).isZero();
    assertThat(cold.find(9, 6, state)).isZero();
    assertThat(cold.find(1001, 5, state)).isEqualTo(SeenId.ABSENT);
  }

  @Test
  void comesBackFromItsBlocks() throws Exception {
    IdTable table = new IdTable();
    Random random = new Random(1);
    for (int i = 0; i < 3000; i++) {
      table.add(random.nextLong(), SeenId.low(random.nextLong(), i % 2));
    }
    ColdIds written = ColdIds.write(7, 3, table, state);
    List<byte[]> blocks = new ArrayList<>();
    for (int block = 0; block < 47; block++) {
      blocks.add(state.get(BlockKey.of(7, 3, block)));
    }
    ColdIds restored = ColdIds.restore(7, 3, blocks);
    assertThat(restored.size()).isEqualTo(3000);
    assertThat(restored.bytes()).isEqualTo(written.bytes());
    random = new Random(1);
    for (int i = 0; i < 3000; i++) {
      assertThat(restored.find(random.nextLong(), random.nextLong(), state)).isEqualTo(i % 2);
    }
  }

  /** As versions before this one wrote them: 256 whole ids of 16 bytes each. */
  @Test
  void comesBackFromBlocksOfWholeIds() throws Exception {
    List<byte[]> blocks = new ArrayList<>();
    for (int block = 0; block < 3; block++) {
      ByteBuffer ids = ByteBuffer.allocate(16 * (block < 2 ? 256 : 88));
      for (long key = 256L * block; ids.hasRemaining(); key++) {
        ids.putLong(key * 31).putLong(SeenId.low(key * 5, (int) key % 2));
      }
      blocks.add(ids.array());
      state.put(BlockKey.of(7, 3, block), ids.array());
    }
    ColdIds restored = ColdIds.restore(7, 3, blocks);
    assertThat(restored.size()).isEqualTo(600);
    for (long key = 0; key < 600; key++) {
      assertThat(restored.find(key * 31, key * 5, state)).isEqualTo((int) key % 2);
      assertThat(restored.find(key * 31 + 1, key * 5, state)).isEqualTo(SeenId.ABSENT);
    }
    restored.remove(state);
    assertThat(state.isEmpty()).isTrue();
  }

  @Test
  void takesLessThanTwoBytesOfHeapAnIdAndSeldomReadsInVain() throws Exception {
    int count = 100_000;
    IdTable table = new IdTable();
    Random random = new Random(1);
    for (int i = 0; i < count; i++) {
      table.add(random.nextLong(), SeenId.low(random.nextLong(), 0));
    }
    ColdIds cold = ColdIds.write(7, 1, table, state);
    assertThat((double) cold.bytes() / count).isLessThan(2.0);
    int let = 0;
    for (int i = 0; i < count; i++) {
      let += cold.mayHold(random.nextLong(), random.nextLong()) ? 1 : 0;
    }
    assertThat(let).as("of 100 000 unknown ids").isLessThan(1_000);
  }
}
