package ai.cequence.cloudfront.source.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.testing.LogCapture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FitWatchTest {
  private long nanos;
  private final FitWatch watch = new FitWatch(() -> nanos);

  @Test
  void speaksOnceAMinuteWhenHalfDoesNotFit() {
    try (LogCapture log = new LogCapture(FitWatch.class)) {
      for (int i = 0; i < 100; i++) {
        assertThat(watch.saw(2, 1)).isEqualTo(i == 9);
      }
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0))
          .startsWith("ERROR 10 of the last minute's 20 real-time records")
          .contains("source/kinesis.fields disagree");

      nanos += TimeUnit.MINUTES.toNanos(1);
      for (int i = 0; i < 100; i++) {
        assertThat(watch.saw(2, 1)).isEqualTo(i == 9);
      }
      assertThat(log.lines()).hasSize(2);
    }
  }

  @Test
  void isQuietWhenLessThanHalfDoesNotFit() {
    boolean spoke = false;
    for (int i = 0; i < 1_000; i++) {
      spoke |= watch.saw(5, 2);
      nanos += TimeUnit.MILLISECONDS.toNanos(50);
    }
    assertThat(spoke).isFalse();
  }

  @Test
  void fewRecordsAreJudgedAtTheMinutesEnd() {
    assertThat(watch.saw(3, 2)).isFalse();
    nanos += TimeUnit.SECONDS.toNanos(59);
    assertThat(watch.saw(1, 1)).isFalse();
    nanos += TimeUnit.SECONDS.toNanos(1);
    assertThat(watch.saw(1, 0)).isTrue();
  }
}
