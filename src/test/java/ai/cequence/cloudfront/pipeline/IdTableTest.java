package ai.cequence.cloudfront.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class IdTableTest {

  @Test
  void knowsExactlyWhatWasAdded() {
    IdTable table = new IdTable();
    Random random = new Random(1);
    for (int i = 0; i < 200_000; i++) {
      long high = random.nextLong();
      long low = random.nextLong();
      assertThat(table.contains(high, low)).isFalse();
      table.add(high, low);
    }
    random = new Random(1);
    for (int i = 0; i < 200_000; i++) {
      assertThat(table.contains(random.nextLong(), random.nextLong())).isTrue();
    }
    assertThat(table.contains(1, 2)).isFalse();
    assertThat(table.size()).isEqualTo(200_000);
    assertThat((double) table.bytes() / table.size()).isLessThan(25.0);
  }

  @Test
  void tellsIdsApartThatShareAHalf() {
    IdTable table = new IdTable();
    table.add(1, 5);
    assertThat(table.contains(2, 5)).isFalse();
    assertThat(table.contains(1, 6)).isFalse();
    assertThat(table.contains(0, 5)).isFalse();
    assertThat(table.contains(0, 0)).isFalse();
    table.add(0, 0);
    assertThat(table.contains(0, 0)).isTrue();
    assertThat(table.size()).isEqualTo(2);
  }

  @Test
  void wrapsAroundAtItsEnd() {
    IdTable table = new IdTable();
    for (long i = 1; i <= 40; i++) {
      table.add(i, 0xFFFFFFFFL);
    }
    for (long i = 1; i <= 40; i++) {
      assertThat(table.contains(i, 0xFFFFFFFFL)).isTrue();
    }
    assertThat(table.contains(41, 0xFFFFFFFFL)).isFalse();
  }
}
