package ai.cequence.cloudfront.bridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a failure holds back, and what lifts that, in the worst case of full jitter: none. */
class PaceTest {
  private final Pace pace = new Pace(8, () -> 0);

  /** Requests of a healthy Bridge. */
  private List<Long> start(int requests, long now) {
    List<Long> starts = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      assertThat(pace.mayStart(i, now)).isTrue();
      starts.add(pace.started(now));
    }
    return starts;
  }

  @Test
  void aHealthyBridgeGetsAsManyAsAreAllowed() {
    start(8, 1_000);
    assertThat(pace.mayStart(8, 1_000)).isFalse();
    assertThat(pace.notBefore()).isZero();
  }

  @Test
  void oneRequestAsksAtOnceAndTheOthersHalfASecondApart() {
    List<Long> starts = start(8, 1_000);
    pace.failed(starts.get(0), 1_010);
    assertThat(pace.allowed()).isEqualTo(1);
    assertThat(pace.mayStart(7, 1_010)).as("though seven are under way").isTrue();
    long first = pace.started(1_010);
    assertThat(pace.mayStart(8, 5_000)).as("one at a time").isFalse();
    pace.failed(first, 1_020);
    assertThat(pace.mayStart(7, 1_509)).isFalse();
    assertThat(pace.mayStart(7, 1_510)).isTrue();
  }

  @Test
  void thoseThatWereUnderWaySayNothingNew() {
    List<Long> starts = start(8, 1_000);
    starts.forEach(start -> pace.failed(start, 1_010));
    assertThat(pace.isDown()).isFalse();
    long asking = pace.started(1_010);
    pace.failed(starts.get(0), 1_011);
    assertThat(pace.mayStart(1, 9_000)).as("the one that asks is still under way").isFalse();
    pace.failed(asking, 9_000);
    assertThat(pace.mayStart(0, 9_000)).isTrue();
    assertThat(pace.failingSince()).isEqualTo(1_010);
  }

  @Test
  void fiveFailuresInARowAreAnOutageAndTheTimeBetweenTwoRequestsGrows() {
    // The longest that full jitter says: 1, 2, 4, 8, then 10 s, less the millisecond of [0, 1).
    Pace slowest = new Pace(8, () -> 0.9999);
    long now = 1_000;
    List<Long> waits = new ArrayList<>();
    for (int failure = 1; failure <= 10; failure++) {
      now = Math.max(now, slowest.notBefore());
      slowest.failed(slowest.started(now), now);
      assertThat(slowest.isDown()).isEqualTo(failure >= 5);
      waits.add(Math.max(0, slowest.notBefore() - now));
    }
    assertThat(waits)
        .containsExactly(0L, 500L, 500L, 500L, 999L, 1_999L, 3_999L, 7_999L, 9_999L, 9_999L);
  }

  @Test
  void anAnswerLiftsItAllButTheHalving() {
    List<Long> starts = start(8, 1_000);
    pace.failed(starts.get(0), 1_010);
    pace.answered();
    pace.delivered();
    assertThat(pace.allowed()).as("8, halved, and one more").isEqualTo(5);
    assertThat(pace.notBefore()).isZero();
    assertThat(pace.failingSince()).isZero();
  }

  @Test
  void aRequestThatIsToBeRepeatedMayAskAgain() {
    pace.failed(pace.started(1_000), 1_000);
    long asking = pace.started(1_000);
    pace.undecided(asking);
    assertThat(pace.mayStart(0, 1_499)).isFalse();
    assertThat(pace.mayStart(0, 1_500)).isTrue();
  }

  @Test
  void whatTheBridgeAsksForHoldsForTheOneThatAsksToo() {
    pace.askedToWait(30_000, 1_000);
    pace.failed(pace.started(1_000), 1_000);
    assertThat(LongStream.of(1_000, 30_999).anyMatch(now -> pace.mayStart(0, now))).isFalse();
    assertThat(pace.mayStart(0, 31_000)).isTrue();
    pace.answered();
    assertThat(pace.mayStart(0, 30_999)).as("whatever else it answers").isFalse();
  }
}
