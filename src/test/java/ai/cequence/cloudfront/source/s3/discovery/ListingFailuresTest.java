package ai.cequence.cloudfront.source.s3.discovery;

import static ai.cequence.cloudfront.source.s3.discovery.LogKeys.FOLDER;
import static ai.cequence.cloudfront.source.s3.discovery.LogKeys.NOON;
import static ai.cequence.cloudfront.source.s3.discovery.LogKeys.hoursAgo;
import static ai.cequence.cloudfront.source.s3.discovery.LogKeys.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.source.s3.split.LogSplit;
import ai.cequence.cloudfront.source.s3.split.ObjectsRead;
import ai.cequence.cloudfront.testing.LogCapture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Discovery by listing where the store, a reader or the coordinator fails. */
class ListingFailuresTest {
  private final FakeStore store = new FakeStore();

  @Test
  void aFailedListingSaysOnceWhatWasExpectedAndFound() {
    try (DiscoveryRun run = DiscoveryRun.continuous(store, NOON, FOLDER);
        LogCapture log = new LogCapture(S3Enumerator.class)) {
      store.setBroken(true);
      run.context().tick();
      assertThat(log.lines())
          .containsExactly(
              "WARN Expected a listing of s3://bucket/logs/, found IOException (the bucket does not"
                  + " answer); the next attempt follows in 1000 ms");
    }
  }

  @Test
  void failuresWaitLongerAndEndTheJobOnlyAfterTheTimeout() {
    store.put(key(NOON, "a"), NOON);
    try (DiscoveryRun run = DiscoveryRun.continuous(store, NOON, FOLDER)) {
      run.take();
      store.setBroken(true);
      store.takeCalls();
      run.pass(DiscoveryRun.TIMEOUT.minus(Duration.ofMinutes(1)));
      int failed = store.takeCalls();
      assertThat(failed).as("one a half minute").isBetween(50, 70);
      assertThat(run.context().count(Metric.LIST_ERRORS)).isEqualTo(failed);
      store.setBroken(false);
      store.put(key(run.now(), "b"), run.now());
      run.pass(Duration.ofMinutes(1));
      assertThat(run.take()).containsExactly(key(run.now().minusSeconds(60), "b"));

      store.setBroken(true);
      assertThatThrownBy(() -> run.pass(DiscoveryRun.TIMEOUT.plus(Duration.ofMinutes(1))))
          .hasMessageContaining("source/s3.listing-timeout")
          .hasMessageContaining("30 min");
    }
  }

  @Test
  void aFailedListingIsTriedAgainThoughTheClockIsSetBack() {
    store.put(key(NOON, "a"), NOON);
    try (DiscoveryRun run = DiscoveryRun.continuous(store, NOON, FOLDER)) {
      store.setBroken(true);
      run.context().tick();
      store.setBroken(false);
      run.setNow(hoursAgo(1));
      run.pass(DiscoveryRun.INTERVAL);
      assertThat(run.take()).containsExactly(key(NOON, "a"));
    }
  }

  @Test
  void theTimeoutIsAsLongAsItIsThoughTheClockIsSetBack() {
    try (DiscoveryRun run = DiscoveryRun.continuous(store, NOON, FOLDER)) {
      store.setBroken(true);
      run.pass(Duration.ofMinutes(20));
      run.setNow(run.now().minus(Duration.ofHours(1)));
      assertThatThrownBy(() -> run.pass(Duration.ofMinutes(11)))
          .hasMessageContaining("source/s3.listing-timeout");
    }
  }

  @Test
  void onePathThatFailsBesideAHealthyOneEndsTheJobToo() {
    store.put(key(NOON, "a"), NOON);
    try (DiscoveryRun run = DiscoveryRun.continuous(store, NOON, FOLDER, "s3://bucket/denied/")) {
      assertThat(run.take()).hasSize(1);
      store.breakBelow("denied/");
      run.pass(DiscoveryRun.TIMEOUT.minus(Duration.ofMinutes(1)));
      store.put(key(run.now(), "b"), run.now());
      run.pass(DiscoveryRun.INTERVAL);
      assertThat(run.take()).as("the other is read meanwhile").hasSize(1);
      assertThatThrownBy(() -> run.pass(Duration.ofMinutes(3)))
          .hasMessageContaining("listings of s3://bucket/denied/")
          .hasMessageContaining("source/s3.listing-timeout");
    }
  }

  @Test
  void aStandstillOfThreeDaysLosesNothing() {
    try (DiscoveryRun run = DiscoveryRun.continuous(store, NOON, FOLDER)) {
      run.take();
      byte[] checkpoint = run.checkpoint();
      for (int hour = 0; hour < 72; hour++) {
        Instant time = NOON.plus(Duration.ofHours(hour));
        store.put(key(time, "one"), time);
      }
      store.put(key(hoursAgo(24), "late-meanwhile"), NOON.plusSeconds(1));
      run.setNow(NOON.plus(Duration.ofDays(3)));
      run.restore(checkpoint, 1);
      assertThat(run.take()).hasSize(73).doesNotHaveDuplicates();
    }
  }

  /** Stops after every single call, restores the last checkpoint, and goes on. */
  @Test
  void aRestartAtAnyStepLosesNothingAndRepeatsNothing() {
    store.setPageSize(2);
    List<String> keys =
        IntStream.range(0, 9)
            .mapToObj(i -> key("E%dAAAAAAAAAA".formatted(i % 3), hoursAgo(i), "x" + i))
            .toList();
    keys.forEach(key -> store.put(key, NOON));
    for (int steps = 0; steps < 25; steps++) {
      try (DiscoveryRun run = DiscoveryRun.continuous(store, NOON, FOLDER)) {
        run.context().tickOnly();
        for (int i = 0; i < steps; i++) {
          run.context().step();
        }
        byte[] checkpoint = run.checkpoint();
        run.restore(checkpoint, 1);
        assertThat(run.take()).as("%d steps", steps).containsExactlyInAnyOrderElementsOf(keys);
        run.restore(run.checkpoint(), 1);
        run.pass(Duration.ofMinutes(11));
        assertThat(run.take()).isEmpty();
      }
    }
  }

  @Test
  void objectsAreSpreadOverReadersAndComeBackFromThoseThatFail() {
    for (int i = 0; i < 10; i++) {
      store.put(key(NOON, "n" + i), NOON);
    }
    try (DiscoveryRun run = DiscoveryRun.continuous(store, NOON, FOLDER)) {
      byte[] checkpoint = run.checkpoint();
      run.restore(checkpoint, 3);
      for (int subtask = 0; subtask < 3; subtask++) {
        run.enumerator().handleSplitRequest(subtask, "localhost");
      }
      run.context().tick();
      List<LogSplit> first = run.context().takeAssigned(0);
      List<LogSplit> second = run.context().takeAssigned(1);
      assertThat(first).hasSizeBetween(1, 4);
      assertThat(second).isNotEmpty();
      run.enumerator().addSplitsBack(first, 0);
      List<LogSplit> third = new ArrayList<>(run.context().takeAssigned(2));
      for (int i = 0; i < 10; i++) {
        run.enumerator().handleSplitRequest(2, "localhost");
        third.addAll(run.context().takeAssigned(2));
      }
      assertThat(third).containsAll(first).hasSize(10 - second.size());
    }
  }

  /** Flink gives a reader's objects to any of the readers that come after it. */
  @Test
  void anObjectIsReadWhicheverReaderSaysSo() throws Exception {
    store.put(key(NOON, "a"), NOON);
    store.put(key(NOON, "b"), NOON);
    try (DiscoveryRun run = DiscoveryRun.continuous(store, NOON, FOLDER)) {
      List<LogSplit> both = run.takeUnread();
      run.restore(run.checkpoint(), 3);
      run.enumerator().handleSourceEvent(2, new ObjectsRead(List.of(both.get(0).id())));
      assertThat(run.enumerator().snapshotState(1).assigned()).containsOnlyKeys(both.get(1).id());
      run.enumerator().handleSourceEvent(1, new ObjectsRead(List.of(both.get(1).id())));
      assertThat(run.enumerator().snapshotState(2).assigned()).isEmpty();
      run.pass(Duration.ofMinutes(11));
      assertThat(run.take()).isEmpty();
    }
  }
}
