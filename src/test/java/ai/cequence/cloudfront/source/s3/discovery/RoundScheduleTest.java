package ai.cequence.cloudfront.source.s3.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.source.s3.discovery.Round.Depth;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RoundScheduleTest {
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final ListingRules RULES =
      new ListingRules(false, INTERVAL, Duration.ofHours(25), null, null, null);

  /** Of whatever depth: the hours that it did not get to are not left to the next such round. */
  @ParameterizedTest
  @EnumSource
  void aRoundThatIsGivenUpIsDueAgainAtOnce(Depth depth) {
    Instant now = Instant.EPOCH;
    RoundSchedule schedule = new RoundSchedule(RULES, now);
    assertThat(schedule.begin(now)).isEqualTo(Depth.COMPLETE);
    Depth begun = null;
    while (begun != depth) {
      now = now.plus(INTERVAL);
      begun = schedule.begin(now);
    }
    assertThat(schedule.begin(now)).isNull();

    schedule.givenUp(new Round(depth, now));
    assertThat(schedule.begin(now)).isEqualTo(depth);
    assertThat(schedule.begin(now)).isNull();
  }
}
