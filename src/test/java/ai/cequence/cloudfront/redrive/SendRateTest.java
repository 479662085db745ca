package ai.cequence.cloudfront.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SendRateTest {
  private static final long START = -5;

  private final SendRate rate = new SendRate(200, START);

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @Test
  void eachWaitsForTheTimeOfWhatWasSentBefore() {
    assertThat(rate.take(250, START)).isZero();
    assertThat(rate.take(50, START)).isEqualTo(millis(1_250));
    assertThat(rate.take(1, START + millis(1_250))).isEqualTo(millis(250));
  }

  @Test
  void timeThatPassesMeanwhileCounts() {
    rate.take(200, START);
    assertThat(rate.take(200, START + millis(999))).isEqualTo(millis(1));
    assertThat(rate.take(200, START + millis(2_000))).isZero();
  }

  @Test
  void aPauseIsNotMadeUpFor() {
    rate.take(200, START);
    assertThat(rate.take(200, START + millis(60_000))).isZero();
    assertThat(rate.take(200, START + millis(60_000))).isEqualTo(millis(1_000));
  }
}
