package ai.cequence.cloudfront.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestTimesTest {
  private final RequestTimes times = new RequestTimes();

  private void came(long... millis) {
    for (long time : millis) {
      times.add(time);
    }
  }

  @Test
  void countsFromOneTimeToBeforeAnother() {
    came(5_000, 5_001, 6_000);
    assertThat(times.count(5_000, 6_000)).isEqualTo(2);
    assertThat(times.count(5_001, 6_001)).isEqualTo(2);
    assertThat(times.first(5_002)).isEqualTo(6_000);
    assertThat(times.first(6_001)).as("none").isEqualTo(6_001);
  }

  @Test
  void aSecondMayBeginAtAnyMoment() {
    came(999, 1_900, 1_000, 1_998, 3_000);
    assertThat(times.mostInASecond(0, 10_000)).as("from 999 to 1998").isEqualTo(4);
    assertThat(times.mostInASecond(1_000, 10_000)).isEqualTo(3);
    assertThat(times.mostInASecond(4_000, 10_000)).isZero();
  }

  @Test
  void aSecondIsOverAfterAThousandMilliseconds() {
    came(1_000, 2_000);
    assertThat(times.mostInASecond(0, 10_000)).isEqualTo(1);
  }
}
