package ai.cequence.cloudfront.source.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.cequence.cloudfront.config.SourceSettings.InitialPosition;
import ai.cequence.cloudfront.config.SourceSettings.KinesisSettings;
import ai.cequence.cloudfront.config.SourceSettings.OnExpiredPosition;
import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.testing.kinesis.SourceHarness;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every way of reading Kinesis must do, whatever fetches the records: which records arrive, in
 * which order, and how often. Runs on a fake of the API over HTTP. Long, since it is the list of
 * all that is promised.
 */
abstract class KinesisSourceContract extends KinesisSourceSetup {
  @Test
  void readsEveryStreamWithMoreSubtasksThanShards() throws Exception {
    String other = model.createStream("other-" + STREAMS.incrementAndGet(), 1);
    put(stream, 60);
    put(other, 20);

    SourceHarness<?, ?> run = start(settings(List.of(stream, other), trimHorizon()), 6);
    run.untilEmitted(80);
    put(other, 10);
    run.untilEmitted(90);

    assertReadOnceInOrder(run, 90);
    assertThat(run.splitsOf(0).size() + run.splitsOf(5).size()).isLessThanOrEqualTo(2);
    assertThat(run.counter(Metric.KINESIS_RECORDS)).isEqualTo(90);
    // Nine numbers of one digit, 81 of two.
    assertThat(run.counter(Metric.KINESIS_BYTES)).isEqualTo(9 + 2 * 81);
  }

  @Test
  void dealsShardsEvenlyByHashRange() throws Exception {
    String large = model.createStream("large-" + STREAMS.incrementAndGet(), 8);

    SourceHarness<?, ?> run = start(settings(List.of(large), trimHorizon()), 4);
    run.until(
        () -> run.splitsOf(0).size() + run.splitsOf(1).size() + run.splitsOf(2).size() >= 6,
        "six shards with three subtasks");
    run.until(() -> run.splitsOf(3).size() == 2, "two shards a subtask");

    for (int subtask = 0; subtask < 4; subtask++) {
      assertThat(run.splitsOf(subtask)).hasSize(2);
    }
  }

  @Test
  void beginsWhereTheJobFirstStartedHoweverOftenItFailsBeforeItsFirstCheckpoint() throws Exception {
    put(stream, 5);
    Instant firstStart = Instant.now().plusSeconds(25);
    passTime(Duration.ofSeconds(50));
    KinesisSettings latest = settings(List.of(stream), latest(firstStart));
    put(stream, 30);

    SourceHarness<?, ?> run = start(latest, 2);
    run.untilEmitted(10);
    run.failTasks(null);
    run.untilEmitted(30);
    run.failTasks(null);
    put(stream, 3);
    run.untilEmitted(33);

    assertThat(run.texts())
        .hasSize(33)
        .doesNotContain("1", "2", "3", "4", "5")
        .contains("6", "35", "38")
        .doesNotHaveDuplicates();
  }

  @Test
  void beginsAtTheInstantOfTheSettings() throws Exception {
    put(stream, 5);
    Instant between = Instant.now().plusSeconds(25);
    passTime(Duration.ofSeconds(50));
    put(stream, 5);

    SourceHarness<?, ?> run =
        start(settings(List.of(stream), begun(InitialPosition.AT_TIMESTAMP, between)), 2);
    run.untilEmitted(5);
    put(stream, 2);
    run.untilEmitted(7);

    assertThat(run.texts()).containsExactlyInAnyOrder("6", "7", "8", "9", "10", "11", "12");
  }

  @Test
  void anInstantInTheFutureOfKinesisIsWaitedFor() throws Exception {
    // Kinesis' clock is behind ours.
    theirs.set(-1_500);
    Instant now = Instant.now();
    put(stream, 4);
    SourceHarness<?, ?> run = start(settings(List.of(stream), latest(now)), 1);
    run.runFor(Duration.ofMillis(300));
    assertThat(run.texts()).isEmpty();
    theirs.set(500);
    put(stream, 4);
    run.untilEmitted(4);

    assertThat(run.texts()).containsExactlyInAnyOrder("5", "6", "7", "8");
  }

  @Test
  void readsParentsBeforeTheirChildrenAfterSplitAndMerge() throws Exception {
    put(stream, 60);
    SourceHarness<?, ?> run = start(settings(List.of(stream), trimHorizon()), 2);
    run.untilEmitted(20);
    reshard();
    put(stream, 120);
    run.untilEmitted(180);

    assertReadOnceInOrder(run, 180);
    assertThat(run.counter(Metric.KINESIS_SHARDS_FINISHED)).isEqualTo(3);
  }

  @Test
  void aParentThatLagsHoldsBackItsChildrenAndNobodyElse() throws Exception {
    put(stream, 60);
    String lagging = model.openShardIds(stream).get(0);
    reshard();
    put(stream, 60);
    int ofLagging = model.itemsOf(stream, lagging);
    List<String> children =
        model.shardIds(stream).stream()
            .filter(shard -> model.parents(stream, shard).contains(lagging))
            .toList();
    int ofChildren = children.stream().mapToInt(shard -> model.itemsOf(stream, shard)).sum();
    model.holdBack(stream, lagging, true);

    SourceHarness<?, ?> run = start(settings(List.of(stream), trimHorizon()), 2);
    run.untilEmitted(120 - ofLagging - ofChildren);
    // Time enough for what must not come.
    run.runFor(Duration.ofMillis(500));
    assertThat(run.texts()).hasSize(120 - ofLagging - ofChildren);
    model.holdBack(stream, lagging, false);
    run.untilEmitted(120);

    assertThat(children).hasSize(2);
    assertReadOnceInOrder(run, 120);
  }

  @Test
  void takesChildrenFromTheLastAnswerOfTheirParents() throws Exception {
    model.setListsChildren(false);
    put(stream, 30);
    SourceHarness<?, ?> run = start(settings(List.of(stream), trimHorizon()), 2);
    run.untilEmitted(30);
    reshard();
    put(stream, 30);
    run.untilEmitted(60);

    assertReadOnceInOrder(run, 60);
  }

  @Test
  void restoredShardsAreGivenOutBeforeAnyListing() throws Exception {
    put(stream, 30);
    SourceHarness<?, ?> run = start(settings(List.of(stream), trimHorizon()), 2);
    run.untilEmitted(30);
    SourceHarness.Checkpoint checkpoint = run.checkpoint();
    // No answer comes before the first step, in which the readers register.
    kinesis.setLatencyMillis(1_000);
    run.restore(checkpoint, 2);
    run.step();

    assertThat(run.splitsOf(0).size() + run.splitsOf(1).size()).isEqualTo(3);
  }

  @Test
  void findsChildrenThatNoAnswerNames() throws Exception {
    model.setNamesChildren(false);
    put(stream, 30);
    SourceHarness<?, ?> run = start(settings(List.of(stream), trimHorizon()), 2);
    run.untilEmitted(30);
    reshard();
    put(stream, 30);
    run.until(() -> run.counter(Metric.KINESIS_SHARDS_FINISHED) == 3, "the parents' ends");
    run.untilEmitted(60);

    assertReadOnceInOrder(run, 60);
  }

  @Test
  void aKillAfterAnyStepLosesNothingAndRepeatsNothing() throws Exception {
    KinesisSettings settings = settings(List.of(stream), trimHorizon());
    put(stream, 40);
    SourceHarness<?, ?> run = start(settings, 2);
    SourceHarness.Checkpoint last = run.checkpoint();
    int expected = 40;
    int[] parallelism = {1, 3, 2};
    for (int round = 0; round < 9; round++) {
      put(stream, 20);
      expected += 20;
      if (round == 3) {
        reshard();
      }
      int before = run.texts().size();
      for (int step = 0; step < 1 + round; step++) {
        run.step();
      }
      if (round % 3 != 1) {
        last = run.checkpoint();
      }
      if (round % 2 == 0) {
        run.restore(last, parallelism[round % 3]);
      } else {
        run.failTasks(last);
      }
      int least = Math.min(expected, before + 15);
      run.until(() -> run.texts().size() >= least, least + " records");
    }
    run.untilEmitted(expected);

    assertReadOnceInOrder(run, expected);
  }

  @Test
  void aShardThatEndsBetweenTheTwoPartsOfACheckpointIsFollowedByItsChildren() throws Exception {
    put(stream, 30);
    SourceHarness<?, ?> run = start(settings(List.of(stream), trimHorizon()), 2);
    run.untilEmitted(30);
    reshard();
    put(stream, 30);
    SourceHarness.Checkpoint first =
        run.checkpoint(
            () -> {
              while (run.counter(Metric.KINESIS_SHARDS_FINISHED) < 3) {
                run.pollReaders();
              }
            });
    run.restore(first, 2);
    run.untilEmitted(60);

    assertReadOnceInOrder(run, 60);
  }

  @Test
  void aParentBecomesUnfinishedAgainWhereReadersGoBackBehindItsEnd() throws Exception {
    put(stream, 30);
    SourceHarness<?, ?> run = start(settings(List.of(stream), trimHorizon()), 2);
    run.untilEmitted(10);
    SourceHarness.Checkpoint early = run.checkpoint();
    reshard();
    put(stream, 60);
    run.untilEmitted(90);
    // All parents are finished and the children read: the coordinator is ahead of the checkpoint.
    run.failTasks(early);
    run.untilEmitted(90);

    assertReadOnceInOrder(run, 90);
  }

  @Test
  void anOutageOfTwoMinutesIsWaitedOut() throws Exception {
    put(stream, 20);
    SourceHarness<?, ?> run = start(settings(List.of(stream), trimHorizon()), 2);
    run.untilEmitted(20);
    kinesis.setDown(true);
    put(stream, 20);
    int before = kinesis.calls();
    run.until(() -> kinesis.calls() > before, "a call that fails");
    passTime(Duration.ofMinutes(2));
    int later = kinesis.calls();
    run.until(() -> kinesis.calls() > later + 3, "further calls that fail");
    assertThat(run.texts()).hasSize(20);
    kinesis.setDown(false);
    run.untilEmitted(40);

    assertReadOnceInOrder(run, 40);
  }

  @Test
  void aDeletedStreamEndsTheJob() throws Exception {
    put(stream, 10);
    SourceHarness<?, ?> run = start(settings(List.of(stream), trimHorizon()), 1);
    run.untilEmitted(10);
    model.deleteStream(stream);
    // The next look at the stream.
    passTime(Duration.ofSeconds(11));

    assertThatThrownBy(() -> run.runFor(Duration.ofSeconds(10)))
        .hasMessageContaining(stream)
        .hasMessageContaining("not found")
        .hasMessageContaining("The job ends here rather than run without reading");
  }

  @Test
  void anotherStreamUnderTheSameNameEndsTheJob() throws Exception {
    put(stream, 10);
    SourceHarness<?, ?> run = start(settings(List.of(stream), trimHorizon()), 1);
    run.untilEmitted(10);
    SourceHarness.Checkpoint checkpoint = run.checkpoint();
    model.deleteStream(stream);
    passTime(Duration.ofMinutes(1));
    model.createStream(stream.substring(stream.lastIndexOf('/') + 1), 3);
    run.restore(checkpoint, 1);

    assertThatThrownBy(() -> run.runFor(Duration.ofSeconds(15)))
        .hasMessageContaining("another one of that name");
  }

  @Test
  void aPositionOlderThanTheRetentionIsLoudAndReadingGoesOn() throws Exception {
    SourceHarness<?, ?> run = start(settings(List.of(stream), trimHorizon()), 1);
    SourceHarness.Checkpoint checkpoint = afterMoreThanTheRetention(run);

    run.restore(checkpoint, 1);
    run.untilEmitted(12);

    assertThat(run.texts().subList(10, 12)).containsExactlyInAnyOrder("16", "17");
    assertThat(run.counter(Metric.KINESIS_POSITIONS_EXPIRED)).isPositive();
  }

  @Test
  void aPositionOlderThanTheRetentionEndsTheJobWhereTheSettingsSaySo() throws Exception {
    KinesisSettings base = settings(List.of(stream), trimHorizon());
    SourceHarness<?, ?> run = start(withExpired(base, OnExpiredPosition.FAIL), 1);
    SourceHarness.Checkpoint checkpoint = afterMoreThanTheRetention(run);

    run.restore(checkpoint, 1);

    assertThatThrownBy(() -> run.runFor(Duration.ofSeconds(10)))
        .hasMessageContaining("expected a position within the retention")
        .hasMessageContaining("on-expired-position=fail");
  }

  @Test
  @Timeout(60)
  void anEndpointThatHangsLeavesNoThreadBehind() throws Exception {
    kinesis.setSubscriptionMillis(400);
    put(stream, 5);
    SourceHarness<?, ?> run = start(settings(List.of(stream), trimHorizon()), 2);
    run.untilEmitted(5);
    int answered = kinesis.calls();
    kinesis.setHanging(true);
    // A look at the stream and the next subscriptions are due.
    passTime(Duration.ofSeconds(11));
    run.until(() -> kinesis.calls() >= answered + 3, "calls of readers that get no answer");
    List<Thread> readers = readerThreads();
    assertThat(readers).as("reader threads before the end").isNotEmpty();

    run.close();
    harness = null;
    for (Thread reader : readers) {
      reader.join();
    }

    assertThat(readerThreads()).isEmpty();
  }

  /** Threads that fetch: this project's event loops, and the fetchers of Flink's reader base. */
  private static List<Thread> readerThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(
            thread ->
                thread.getName().startsWith("kinesis-reader-")
                    || thread.getName().startsWith("Source Data Fetcher"))
        .toList();
  }

  private SourceHarness.Checkpoint afterMoreThanTheRetention(SourceHarness<?, ?> run)
      throws Exception {
    put(stream, 10);
    run.untilEmitted(10);
    SourceHarness.Checkpoint checkpoint = run.checkpoint();
    put(stream, 5);
    passTime(Duration.ofHours(25));
    put(stream, 2);
    return checkpoint;
  }
}
