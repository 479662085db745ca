package ai.cequence.cloudfront.source.s3.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.source.s3.split.LogSplit;
import ai.cequence.cloudfront.source.s3.split.ObjectsRead;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ListingDiscoveryTest {
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
  private static final String FOLDER = "s3://bucket/logs/";

  private final FakeStore store = new FakeStore();

  private static String key(Instant hour, String id) {
    return key("E1AAAAAAAAAA", hour, id);
  }

  private static String key(String distribution, Instant hour, String id) {
    return "logs/%s.%s.%s.gz"
        .formatted(distribution, hour.toString().substring(0, 13).replace('T', '-'), id);
  }

  private static Instant hoursAgo(int hours) {
    return NOON.minus(Duration.ofHours(hours));
  }

  @Test
  void beginsALookbackBeforeItsFirstStart() {
    store.put(key(hoursAgo(25), "inside"), hoursAgo(25));
    store.put(key(hoursAgo(26), "before"), hoursAgo(26));
    try (DiscoveryRun run = DiscoveryRun.continuous(store, NOON, FOLDER)) {
      assertThat(run.take()).containsExactly(key(hoursAgo(25), "inside"));
    }
  }

  @Test
  void beginsEarlierWhereSettingsSaySo() {
    store.put(key(hoursAgo(48), "inside"), hoursAgo(48));
    store.put(key(hoursAgo(49), "before"), hoursAgo(49));
    try (DiscoveryRun run =
        new DiscoveryRun(
            store,
            NOON,
            DiscoveryRun.settings(
                false, hoursAgo(48).plusSeconds(1), NOON.plus(Duration.ofHours(1)), FOLDER))) {
      assertThat(run.take()).containsExactly(key(hoursAgo(48), "inside"));
      run.pass(Duration.ofHours(2));
      store.put(key(NOON.plus(Duration.ofHours(1)), "after"), run.now());
      store.put(key(NOON, "last"), run.now());
      run.pass(Duration.ofMinutes(10));
      assertThat(run.take()).containsExactly(key(NOON, "last"));
    }
  }

  @Test
  void findsWhatIsAlmostADayLateWithinTenMinutesAndNothingTwice() {
    store.put(key(hoursAgo(1), "a"), NOON);
    try (DiscoveryRun run = DiscoveryRun.continuous(store, NOON, FOLDER)) {
      assertThat(run.take()).hasSize(1);
      run.pass(Duration.ofHours(30));
      Instant late = run.now().minus(Duration.ofHours(24)).plusSeconds(60);
      store.put(key(late, "late"), run.now());
      store.put(key(run.now().minus(Duration.ofHours(3)), "some-hours"), run.now());
      store.put(key(run.now(), "fresh"), run.now());
      Instant beyond = run.now().minus(Duration.ofHours(27));
      store.put(key(beyond, "beyond-the-window"), run.now());

      run.pass(DiscoveryRun.INTERVAL);
      assertThat(run.take()).containsExactly(key(run.now(), "fresh"));
      run.pass(Duration.ofMinutes(1));
      assertThat(run.take())
          .containsExactly(key(run.now().minus(Duration.ofHours(3)), "some-hours"));
      run.pass(Duration.ofMinutes(10));
      assertThat(run.take()).containsExactly(key(late, "late"));
      run.pass(Duration.ofHours(1));
      assertThat(run.take()).isEmpty();
    }
  }

  @Test
  void findsTwoDeliveriesOfTheSameSecond() {
    try (DiscoveryRun run = DiscoveryRun.continuous(store, NOON, FOLDER)) {
      store.put(key(NOON, "bbb"), NOON);
      assertThat(run.take()).hasSize(1);
      // Written in the same second, and its name comes before the other one's.
      store.put(key(NOON, "aaa"), NOON);
      run.pass(DiscoveryRun.INTERVAL);
      assertThat(run.take()).containsExactly(key(NOON, "aaa"));
    }
  }

  @Test
  void findsTheLastOfAnHourAfterTheNextHasBegun() {
    Instant before = NOON.minusSeconds(5);
    try (DiscoveryRun run = DiscoveryRun.continuous(store, before, FOLDER)) {
      run.take();
      run.pass(DiscoveryRun.INTERVAL);
      store.put(key(before, "of-11"), run.now());
      store.put(key(NOON, "of-12"), run.now());
      run.pass(DiscoveryRun.INTERVAL);
      assertThat(run.take()).containsExactly(key(before, "of-11"), key(NOON, "of-12"));
    }
  }

  @Test
  void aWrongClockOnlyDelays() {
    try (DiscoveryRun run =
        DiscoveryRun.continuous(store, NOON.plus(Duration.ofHours(3)), FOLDER)) {
      run.take();
      // Three hours ahead: objects of the true hour are not among the recent ones.
      store.put(key(NOON, "true-hour"), NOON);
      run.pass(Duration.ofMinutes(10));
      assertThat(run.take()).hasSize(1);
      // The clock is set right, then two hours behind.
      run.setNow(NOON.plusSeconds(700));
      store.put(key(NOON, "now-right"), NOON);
      assertThat(run.take()).containsExactly(key(NOON, "now-right"));
      run.setNow(hoursAgo(2));
      store.put(key(NOON, "ahead-of-us"), NOON);
      assertThat(run.take()).containsExactly(key(NOON, "ahead-of-us"));
      run.pass(Duration.ofHours(1));
      assertThat(run.take()).isEmpty();
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

  @Test
  void theWindowDoesNotPassTheOldestObjectThatIsNotRead() throws Exception {
    store.put(key(hoursAgo(20), "unread"), NOON);
    try (DiscoveryRun run = DiscoveryRun.continuous(store, NOON, FOLDER)) {
      run.context().tick();
      run.enumerator().handleSplitRequest(0, "localhost");
      List<LogSplit> held = run.context().takeAssigned(0);
      assertThat(held).hasSize(1);
      run.pass(Duration.ofHours(40));
      assertThat(run.enumerator().snapshotState(1).folders().get(0).windowStart())
          .isEqualTo(LogHour.of(hoursAgo(20)));
      run.enumerator().handleSourceEvent(0, new ObjectsRead(List.of(held.get(0).id())));
      run.pass(Duration.ofMinutes(10));
      assertThat(run.enumerator().snapshotState(1).folders().get(0).windowStart())
          .isEqualTo(LogHour.of(run.now().minus(DiscoveryRun.LOOKBACK)));
    }
  }

  @Test
  void pageBoundariesMakeNoDifference() {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      for (String distribution : List.of("E1AAAAAAAAAA", "E2BBBBBBBBBB", "EZZZZZZZZZZZ")) {
        keys.add(key(distribution, hoursAgo(i), "0" + i));
      }
    }
    keys.forEach(key -> store.put(key, NOON));
    for (int page = 1; page <= 12; page++) {
      store.setPageSize(page);
      try (DiscoveryRun run = DiscoveryRun.continuous(store, NOON, FOLDER)) {
        assertThat(run.take()).as("page of %d", page).containsExactlyInAnyOrderElementsOf(keys);
        run.pass(Duration.ofMinutes(11));
        assertThat(run.take()).isEmpty();
      }
    }
  }

  @Test
  void awkwardKeysAreFoundAndLocatedAsTheyAre() {
    List<String> folders =
        List.of("logs/sp ace/", "logs/per%20cent/", "logs/plus+/", "logs/ümläut/", "logs/q?&=#/");
    for (String folder : folders) {
      store.put(folder + "E1AAAAAAAAAA.2026-01-31-11.abc.gz", NOON);
    }
    store.put("logs/E1AAAAAAAAAA.2026-01-31-11.with space%2F+&.gz", NOON);
    try (DiscoveryRun run = DiscoveryRun.continuous(store, NOON, FOLDER)) {
      assertThat(run.take()).hasSize(6).contains("logs/q?&=#/E1AAAAAAAAAA.2026-01-31-11.abc.gz");
    }
  }

  @Test
  void foldersEmptyObjectsAndHiddenOnesAreNoLogs() {
    store.putEmpty("logs/");
    store.putEmpty("logs/sub/");
    store.putEmpty(key(NOON, "empty"));
    store.put("logs/_SUCCESS", NOON);
    store.put("logs/_temporary/E1AAAAAAAAAA.2026-01-31-11.abc.gz", NOON);
    store.put("logs/.hidden.gz", NOON);
    store.put(key(NOON, "log"), NOON);
    try (DiscoveryRun run = DiscoveryRun.continuous(store, NOON, FOLDER)) {
      assertThat(run.take()).containsExactly(key(NOON, "log"));
      assertThat(run.context().count(Metric.OBJECTS_IGNORED))
          .as("an empty one beside the log; the others are in no strand")
          .isEqualTo(1);
    }
  }

  @Test
  void namesUnderADistributionThatTellNoHourAreLeftOutAndCounted() {
    store.setPageSize(2);
    store.put(key(hoursAgo(2), "a"), NOON);
    store.put(key(hoursAgo(1), "b"), NOON);
    store.put("logs/E1AAAAAAAAAA.2026-01-31.daily.gz", NOON);
    store.put("logs/E1AAAAAAAAAA.report.csv", NOON);
    try (DiscoveryRun run = DiscoveryRun.continuous(store, NOON, FOLDER)) {
      assertThat(run.take()).containsExactly(key(hoursAgo(2), "a"), key(hoursAgo(1), "b"));
      assertThat(run.context().count(Metric.OBJECTS_FOUND)).isEqualTo(2);
      assertThat(run.context().count(Metric.OBJECTS_IGNORED)).isEqualTo(2);
    }
  }

  @Test
  void whatLiesBehindAStrandAndBelongsToAnotherIsNotCountedAsLeftOut() {
    store.put("logs/2026/01/31/11/a.gz", NOON);
    store.put("logs/sub/E1AAAAAAAAAA.2026-01-31-11.b.gz", NOON);
    try (DiscoveryRun run = DiscoveryRun.continuous(store, NOON, FOLDER)) {
      assertThat(run.take()).hasSize(2);
      assertThat(run.context().count(Metric.OBJECTS_IGNORED)).isZero();
    }
  }

  @Test
  void anObjectThatIsWrittenAgainIsReadAgain() {
    store.put(key(NOON, "a"), NOON, "first");
    try (DiscoveryRun run = DiscoveryRun.continuous(store, NOON, FOLDER)) {
      run.take();
      store.put(key(NOON, "a"), NOON, "second");
      run.pass(DiscoveryRun.INTERVAL);
      assertThat(run.take()).containsExactly(key(NOON, "a"));
    }
  }

  @Test
  void newDistributionsAppearByThemselves() {
    store.put(key(NOON, "a"), NOON);
    try (DiscoveryRun run = DiscoveryRun.continuous(store, NOON, FOLDER)) {
      run.take();
      store.put(key("ENEWNEWNEWNE", hoursAgo(5), "n"), NOON);
      run.pass(Duration.ofMinutes(1));
      assertThat(run.take()).containsExactly(key("ENEWNEWNEWNE", hoursAgo(5), "n"));
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
  void aBoundedRunReadsItsHoursOnceAndEnds() {
    store.setPageSize(3);
    for (int hour = 0; hour < 48; hour++) {
      for (String distribution : List.of("E1AAAAAAAAAA", "E2BBBBBBBBBB")) {
        store.put(key(distribution, hoursAgo(hour), "x"), NOON);
      }
    }
    store.put("logs/no-hour.log", NOON);
    try (DiscoveryRun run =
        new DiscoveryRun(
            store,
            NOON,
            DiscoveryRun.settings(true, hoursAgo(20), hoursAgo(10).plusSeconds(1), FOLDER))) {
      byte[] early = run.checkpoint();
      assertThat(run.take())
          .hasSize(2 * 11 + 1)
          .contains("logs/no-hour.log")
          .doesNotHaveDuplicates();
      assertThat(run.context().isEnded(0)).isTrue();
      run.restore(early, 1);
      assertThat(run.take()).hasSize(23);

      // In its middle: what is listed and what is not are in the checkpoint.
      for (int steps = 1; steps < 12; steps++) {
        run.restore(early, 1);
        run.context().tickOnly();
        for (int i = 0; i < steps; i++) {
          run.context().step();
        }
        run.restore(run.checkpoint(), 1);
        assertThat(run.take()).as("%d steps", steps).hasSize(23).doesNotHaveDuplicates();
        assertThat(run.context().isEnded(0)).isTrue();
      }
      run.restore(run.checkpoint(), 1);
      assertThat(run.take()).as("after its end").isEmpty();
      assertThat(run.context().isEnded(0)).isTrue();
    }
  }

  @Test
  void foldersInsideOthersAreNotReadTwice() {
    store.put(key(NOON, "a"), NOON);
    store.put("logs/sub/E1AAAAAAAAAA.2026-01-31-12.b.gz", NOON);
    try (DiscoveryRun run =
        DiscoveryRun.continuous(store, NOON, FOLDER, "s3://bucket/logs/sub/", FOLDER)) {
      assertThat(run.take()).hasSize(2);
    }
  }
}
