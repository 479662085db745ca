package ai.cequence.cloudfront.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IdTableTest {
  private static final int MANY = 200_000;

  @Test
  void knowsExactlyWhatWasAddedAndTheBitBesideIt() {
    IdTable table = new IdTable();
    Random random = new Random(1);
    for (int i = 0; i < MANY; i++) {
      long high = random.nextLong();
      long low = random.nextLong();
      assertThat(table.find(high, low)).isEqualTo(SeenId.ABSENT);
      table.add(high, SeenId.low(low, i % 2));
    }
    random = new Random(1);
    for (int i = 0; i < MANY; i++) {
      assertThat(table.find(random.nextLong(), random.nextLong())).isEqualTo(i % 2);
    }
    assertThat(table.find(1, 2)).isEqualTo(SeenId.ABSENT);
    assertThat(table.size()).isEqualTo(MANY);
  }

  @Test
  void takesAtMost24BytesAnIdWheneverItIsLookedAt() {
    IdTable table = new IdTable();
    Random random = new Random(2);
    for (int i = 1; i <= MANY; i++) {
      table.add(random.nextLong(), SeenId.low(random.nextLong(), 0));
      if (i >= 5_000) {
        assertThat((double) table.bytes() / i).as("bytes an id at " + i).isLessThanOrEqualTo(24.0);
      }
    }
  }

  @Test
  void tellsIdsApartThatShareAHalf() {
    IdTable table = new IdTable();
    table.add(1, 5);
    assertThat(table.find(2, 5)).isEqualTo(SeenId.ABSENT);
    assertThat(table.find(1, 6)).isEqualTo(SeenId.ABSENT);
    assertThat(table.find(1, 5L | 1L << 40)).isEqualTo(SeenId.ABSENT);
    assertThat(table.find(0, 5)).isEqualTo(SeenId.ABSENT);
    assertThat(table.find(1, 5)).isZero();
  }

  @Test
  void knowsTheIdOfZeros() {
    IdTable table = new IdTable();
    assertThat(table.find(0, 0)).isEqualTo(SeenId.ABSENT);
    table.add(0, SeenId.low(0, 1));
    assertThat(table.find(0, 0)).isEqualTo(1);
    assertThat(table.size()).isEqualTo(1);
  }

  @Test
  void holdsAnyNumberOfIdsWithTheHighestKey() {
    IdTable table = new IdTable();
    for (long i = 1; i <= 400; i++) {
      table.add(i, 0xFFFFFFFFL);
    }
    for (long i = 1; i <= 400; i++) {
      assertThat(table.find(i, 0xFFFFFFFFL)).isZero();
    }
    assertThat(table.find(401, 0xFFFFFFFFL)).isEqualTo(SeenId.ABSENT);
  }

  @Test
  void isVisitedInTheOrderOfKeys() throws Exception {
    IdTable table = new IdTable(100);
    Random random = new Random(3);
    for (int i = 0; i < 10_000; i++) {
      table.add(random.nextLong(), SeenId.low(random.nextLong(), 1));
    }
    table.add(0, 0);
    List<Long> keys = new ArrayList<>();
    table.forEach((high, low) -> keys.add(SeenId.sortKey(low)));
    assertThat(keys).hasSize(10_001).isSorted();
  }
}
