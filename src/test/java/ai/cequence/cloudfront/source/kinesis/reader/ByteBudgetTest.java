package ai.cequence.cloudfront.source.kinesis.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {
  private final ByteBudget budget = new ByteBudget(100);
  private final List<String> runs = new ArrayList<>();

  @Test
  void givesRoomUpToItsBoundAndThenInTheOrderOfAsking() {
    assertThat(budget.take(60, () -> {})).isTrue();
    assertThat(budget.take(40, () -> {})).isTrue();
    assertThat(budget.take(1, () -> runs.add("a"))).isFalse();
    assertThat(budget.take(1, () -> runs.add("b"))).isFalse();
    assertThat(runs).isEmpty();

    budget.change(-60);
    assertThat(runs).containsExactly("a", "b");
  }

  @Test
  void whatIsLargerThanTheBoundGoesAlone() {
    assertThat(budget.take(500, () -> {})).isTrue();
    assertThat(budget.take(1, () -> runs.add("next"))).isFalse();
    budget.change(-500);

    assertThat(runs).containsExactly("next");
  }

  @Test
  void whoStillFindsNoRoomStaysInLineAndBlocksNobody() {
    assertThat(budget.take(50, () -> {})).isTrue();
    assertThat(budget.take(50, () -> {})).isTrue();
    Runnable large = () -> runs.add("large " + budget.take(80, () -> {}));
    Runnable small = () -> runs.add("small " + budget.take(10, () -> {}));
    assertThat(budget.take(80, large)).isFalse();
    assertThat(budget.take(10, small)).isFalse();
    budget.change(-50);

    assertThat(runs).containsExactly("large false", "small true");
  }
}
