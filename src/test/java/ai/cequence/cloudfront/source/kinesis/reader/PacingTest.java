package ai.cequence.cloudfront.source.kinesis.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PacingTest {
  private final Pacing pacing = new Pacing(new Random(3));

  @Test
  void isAboveAFifthOfASecondWhileThereAreRecords() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(pacing.answered(500, true)).isBetween(210L, 231L);
    }
  }

  @Test
  void growsToASecondWhileThereAreNoneAndFallsWithTheFirst() {
    long wait = 0;
    for (int i = 0; i < 10; i++) {
      wait = pacing.answered(0, false);
    }
    assertThat(wait).isBetween(1_000L, 1_100L);
    assertThat(pacing.answered(1, false)).isBetween(210L, 231L);
  }

  @Test
  void anEmptyAnswerBehindTheTipIsNoReasonToWait() {
    for (int i = 0; i < 20; i++) {
      assertThat(pacing.answered(0, true)).isBetween(210L, 231L);
    }
  }

  @Test
  void manyBytesTakeTheTimeThatTwoMegabytesASecondTake() {
    assertThat(pacing.answered(10_000_000, true)).isBetween(5_000L, 5_500L);
    assertThat(pacing.answered(2_000_000, true)).isBetween(1_000L, 1_100L);
  }

  @Test
  void backsOffExponentiallyWithJitterUpToTenSeconds() {
    long[] most = {200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000};
    for (long bound : most) {
      assertThat(pacing.failed()).isBetween(bound / 2, bound);
    }
    for (int i = 0; i < 100; i++) {
      assertThat(pacing.failed()).isBetween(5_000L, 10_000L);
    }
    assertThat(pacing.answered(1, false)).isLessThan(300);
    assertThat(pacing.failed()).isBetween(100L, 200L);
  }

  @Test
  void stretchesTheIntervalWhileOthersUseTheLimitUpAndRelaxesSlowly() {
    for (int i = 0; i < 6; i++) {
      assertThat(pacing.throttled()).isPositive();
    }
    assertThat(pacing.answered(500, true)).isBetween(900L, 1_100L);
    long wait = 0;
    for (int i = 0; i < 100; i++) {
      wait = pacing.answered(500, true);
    }
    assertThat(wait).isBetween(210L, 231L);
  }
}
