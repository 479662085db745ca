package ai.cequence.cloudfront.source.kinesis.enumerator;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.source.kinesis.enumerator.EnumeratorState.Status;
import ai.cequence.cloudfront.source.kinesis.split.HashRange;
import ai.cequence.cloudfront.source.kinesis.split.Position;
import ai.cequence.cloudfront.source.kinesis.split.ShardSplit;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SplitTrackerTest {
  private static final String STREAM = "stream/logs";

  private final SplitTracker tracker = new SplitTracker();

  @Test
  void aChildWaitsForBothParents() {
    discover(shard("a"), shard("b"), shard("ab", "a", "b"));
    assertThat(assignable()).containsExactly("a", "b");

    tracker.finished(id("a"), 10);
    assertThat(assignable()).containsExactly("b");
    tracker.finished(id("b"), 20);
    assertThat(assignable()).containsExactly("ab");
  }

  @Test
  void aParentThatTheStreamHasForgottenHoldsNobodyBack() {
    discover(shard("child", "gone"));

    assertThat(assignable()).containsExactly("child");
  }

  @Test
  void aChildIsReadUpToItsParentsEndBeforeItIsBegun() {
    discover(shard("a"), shard("b"), shard("ab", "a", "b"));
    tracker.finished(id("a"), 5_000);
    tracker.finished(id("b"), 4_000);

    assertThat(tracker.assignable().get(0).readUpToMillis()).isEqualTo(4_000);
  }

  @Test
  void whatIsAssignedIsNotAssignedAgain() {
    discover(shard("a"));
    tracker.assigned(id("a"), 1);
    discover(shard("a"));

    assertThat(assignable()).isEmpty();
    assertThat(tracker.loads()).containsOnlyKeys(1);
  }

  @Test
  void aReturnedParentHoldsItsChildrenBackAgain() {
    discover(shard("a"), shard("child", "a"));
    tracker.finished(id("a"), 0);
    tracker.assigned(id("child"), 0);
    // Both readers go back to a checkpoint in which the parent was being read.
    tracker.readerLost(0);
    tracker.returned(shard("child", "a"));
    tracker.returned(shard("a").at(new Position.After("7"), 3));

    assertThat(tracker.status(id("a"))).isEqualTo(Status.UNASSIGNED);
    assertThat(tracker.assignable()).containsExactly(shard("a").at(new Position.After("7"), 3));
    tracker.finished(id("a"), 0);
    assertThat(assignable()).containsExactly("child");
  }

  @Test
  void aFinishedShardThatARestoredReaderReportsIsFinished() {
    discover(shard("a"), shard("child", "a"));
    tracker.returned(shard("a").asFinished());

    assertThat(assignable()).containsExactly("child");
  }

  @Test
  void aRestoredAssignmentThatNobodyReportsIsNotForgotten() {
    discover(shard("a"), shard("b"), shard("c"));
    tracker.assigned(id("a"), 0);
    tracker.assigned(id("b"), 1);
    SplitTracker restored = new SplitTracker();
    restored.restore(tracker.snapshot());
    restored.returned(shard("b").at(new Position.After("9"), 0));

    assertThat(restored.unreported()).extracting(ShardSplit::shardId).containsExactly("a");
    assertThat(restored.unreported()).isEmpty();
    assertThat(restored.assignable())
        .extracting(ShardSplit::shardId)
        .containsExactly("a", "b", "c");
  }

  @Test
  void forgetsFinishedShardsThatTheStreamHasForgotten() {
    discover(shard("a"), shard("b"));
    tracker.finished(id("a"), 0);
    tracker.finished(id("b"), 0);
    tracker.keepOnly("stream/other", Set.of());
    tracker.keepOnly(STREAM, Set.of("b"));

    assertThat(tracker.status(id("a"))).isNull();
    assertThat(tracker.status(id("b"))).isEqualTo(Status.FINISHED);
  }

  @Test
  void keepsAnUnfinishedShardThatTheStreamDoesNotList() {
    discover(shard("a"));
    tracker.keepOnly(STREAM, Set.of());

    assertThat(assignable()).containsExactly("a");
  }

  @Test
  void dealsTheLargestFirstToWhoHasLeast() {
    List<ShardSplit> splits =
        List.of(range("half", 0, 128), range("quarter", 128, 192), range("eighth", 192, 224));

    Map<Integer, List<ShardSplit>> dealt =
        HashRangeAssigner.assign(splits, Map.of(0, 0.4), Set.of(0, 1));

    // 0 has 0.4 and 1 nothing; 1 takes the half, 0 the quarter (0.65), 1 the eighth.
    assertThat(dealt.get(1)).extracting(ShardSplit::shardId).containsExactly("half", "eighth");
    assertThat(dealt.get(0)).extracting(ShardSplit::shardId).containsExactly("quarter");
  }

  private void discover(ShardSplit... splits) {
    for (ShardSplit split : splits) {
      boolean unused = tracker.discovered(split);
    }
  }

  private List<String> assignable() {
    return tracker.assignable().stream().map(ShardSplit::shardId).toList();
  }

  private static String id(String shard) {
    return ShardSplit.id(STREAM, shard);
  }

  private static ShardSplit shard(String id, String... parents) {
    return new ShardSplit(
        STREAM,
        id,
        List.of(parents),
        new HashRange("0", "9"),
        new Position.TrimHorizon(),
        0,
        0,
        false);
  }

  /** In 256ths of all hashes. */
  private static ShardSplit range(String id, int from, int to) {
    BigInteger unit = BigInteger.TWO.pow(120);
    return new ShardSplit(
        STREAM,
        id,
        List.of(),
        new HashRange(
            unit.multiply(BigInteger.valueOf(from)).toString(),
            unit.multiply(BigInteger.valueOf(to)).subtract(BigInteger.ONE).toString()),
        new Position.TrimHorizon(),
        0,
        0,
        false);
  }
}
