package ai.cequence.cloudfront.source.s3.discovery;

import static ai.cequence.cloudfront.source.s3.discovery.LogKeys.FOLDER;
import static ai.cequence.cloudfront.source.s3.discovery.LogKeys.NOON;
import static ai.cequence.cloudfront.source.s3.discovery.LogKeys.hoursAgo;
import static ai.cequence.cloudfront.source.s3.discovery.LogKeys.key;
import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.source.s3.split.LogSplit;
import ai.cequence.cloudfront.source.s3.split.ObjectsRead;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What discovery by listing finds, and when, while all goes well. */
class ListingDiscoveryTest {
  private final FakeStore store = new FakeStore();

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
  void onlyAQueueHasMetricsOfAQueue() {
    try (DiscoveryRun listing = DiscoveryRun.continuous(store, NOON, FOLDER);
        DiscoveryRun queued = DiscoveryRun.queued(store, NOON, FOLDER)) {
      assertThat(listing.context().counts(Metric.LIST_ERRORS)).isTrue();
      assertThat(listing.context().counts(Metric.MESSAGES)).isFalse();
      assertThat(queued.context().counts(Metric.MESSAGES)).isTrue();
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
      run.pass(DiscoveryRun.INTERVAL);
      assertThat(run.take()).containsExactly(key(NOON, "now-right"));
      run.setNow(hoursAgo(2));
      store.put(key(NOON, "ahead-of-us"), NOON);
      run.pass(DiscoveryRun.INTERVAL);
      assertThat(run.take()).containsExactly(key(NOON, "ahead-of-us"));
      run.pass(Duration.ofHours(1));
      assertThat(run.take()).isEmpty();
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
