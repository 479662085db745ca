package ai.cequence.cloudfront.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which repeats a soak run lets pass. */
class DeliveriesTest {
  /**
   * The second process began at 1000 from a checkpoint of 600, the third at 2000 from one of 1500.
   */
  private static final List<SoakJob.Run> RUNS =
      List.of(
          new SoakJob.Run(0, Long.MIN_VALUE),
          new SoakJob.Run(1000, 600),
          new SoakJob.Run(2000, 1500));

  private final Deliveries deliveries = new Deliveries();

  private void taken(String key, long atMillis) {
    deliveries.taken("id", key, atMillis);
  }

  private void expect(long sameBatch, long sinceCheckpoint, long notAllowed) {
    Deliveries.Repeats repeats = deliveries.repeats(RUNS);
    assertThat(repeats.sameBatch()).as("same batch").isEqualTo(sameBatch);
    assertThat(repeats.sinceCheckpoint()).as("since checkpoint").isEqualTo(sinceCheckpoint);
    assertThat(repeats.notAllowed()).as("not allowed").isEqualTo(notAllowed);
    assertThat(repeats.examples()).hasSize((int) notAllowed);
  }

  @Test
  void noneIsAllowedWithinAProcess() {
    taken("a", 1100);
    taken("a", 1200);
    expect(0, 0, 1);
  }

  @Test
  void aCheckpointsBatchMayComeAgainFromALaterProcess() {
    taken("a", 100);
    taken("a", 1000);
    expect(1, 0, 0);
  }

  @Test
  void underAnotherKeyOnlyWhatWasSentAfterTheCheckpointMay() {
    taken("a", 600);
    taken("b", 1000);
    expect(0, 1, 0);
  }

  @Test
  void whatWasSentBeforeTheCheckpointMayNot() {
    taken("a", 599);
    taken("b", 1000);
    expect(0, 0, 1);
  }

  /** The second process read it again, and the third found it in the second's state. */
  @Test
  void theProcessThatReadItAgainNeedNotBeTheOneThatSendsIt() {
    taken("a", 700);
    taken("b", 2100);
    expect(0, 1, 0);
  }

  @Test
  void aCheckpointThatHoldsItIsNoneToReadItAgainFrom() {
    taken("a", 1400);
    taken("b", 2100);
    expect(0, 0, 1);
  }

  @Test
  void eachRepeatIsJudgedByTheOneBeforeItInWhateverOrderTheyAreNoted() {
    taken("b", 2100);
    taken("a", 700);
    taken("b", 1400);
    expect(1, 1, 0);
    taken("c", 2200);
    expect(1, 1, 1);
  }

  @Test
  void differentIdsAreNoRepeats() {
    deliveries.taken("x", "a", 1);
    deliveries.taken("y", "a", 1);
    expect(0, 0, 0);
    assertThat(deliveries.ids()).isEqualTo(2);
    assertThat(deliveries.count("y"::equals)).isEqualTo(1);
  }
}
