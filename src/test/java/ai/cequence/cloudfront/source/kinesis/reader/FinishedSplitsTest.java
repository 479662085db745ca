package ai.cequence.cloudfront.source.kinesis.reader;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.source.kinesis.split.Position;
import ai.cequence.cloudfront.source.kinesis.split.ShardSplit;
import org.junit.jupiter.api.Test;

class FinishedSplitsTest {
  private final FinishedSplits finished = new FinishedSplits();
  private final ShardSplit split = FetcherFixture.split(new Position.After("1"), 0);

  /** The checkpoint before the end completes late: it says nothing of the end. */
  @Test
  void isKeptWhenTheCheckpointBeforeItsEndCompletes() {
    assertThat(finished.snapshot(1)).isEmpty();
    finished.add(split);
    finished.completed(1);

    assertThat(finished.snapshot(2)).containsExactly(split.asFinished());
  }

  @Test
  void isKeptWhenTheFirstCheckpointThatHoldsItCompletes() {
    finished.add(split);
    assertThat(finished.snapshot(2)).hasSize(1);
    finished.completed(2);

    assertThat(finished.snapshot(3)).hasSize(1);
  }

  @Test
  void isDroppedWhenALaterOneCompletes() {
    finished.add(split);
    assertThat(finished.snapshot(2)).hasSize(1);
    assertThat(finished.snapshot(3)).hasSize(1);
    finished.completed(3);

    assertThat(finished.snapshot(4)).isEmpty();
  }

  @Test
  void aCheckpointThatNeverCompletesDropsNothing() {
    finished.add(split);
    for (int checkpoint = 2; checkpoint < 9; checkpoint++) {
      assertThat(finished.snapshot(checkpoint)).hasSize(1);
    }
  }
}
