package ai.cequence.cloudfront.source.s3.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.source.s3.split.LogSplit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueDiscoveryTest {
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
  private static final String FOLDER = "s3://bucket/logs/";

  private final FakeStore store = new FakeStore();

  private static String key(String hour, String id) {
    return "logs/E1AAAAAAAAAA.2026-01-" + hour + "." + id + ".gz";
  }

  private static String created(String key, String etag) {
    return NotificationTest.s3("ObjectCreated:Put", key, 100, etag, "0055AA");
  }

  @Test
  void deletesAMessageOnlyOnceACheckpointCoversItsObject() {
    try (DiscoveryRun run = DiscoveryRun.queued(store, NOON, FOLDER)) {
      run.queue().send(created(key("31-12", "a"), "e1"));
      List<LogSplit> splits = run.takeUnread();
      assertThat(splits)
          .extracting(LogSplit::location)
          .containsExactly("s3://bucket/" + key("31-12", "a"));
      run.pass(Duration.ofMinutes(30));
      assertThat(run.queue().size()).isEqualTo(1);
      run.covered(splits);
      assertThat(run.queue().size()).isZero();
    }
  }

  @Test
  void extendsWhatItHoldsAgainAndAgain() {
    try (DiscoveryRun run = DiscoveryRun.queued(store, NOON, FOLDER)) {
      run.queue().send(created(key("31-12", "a"), "e1"));
      List<LogSplit> splits = run.takeUnread();
      run.queue().takeExtended();
      run.pass(Duration.ofMinutes(20));
      assertThat(run.queue().takeExtended())
          .as("every 100 s of a visibility of 300 s")
          .hasSize(12)
          .containsOnly("m1");
      run.covered(splits);
      run.pass(Duration.ofMinutes(5));
      assertThat(run.queue().takeExtended()).isEmpty();
    }
  }

  @Test
  void extendsWhatItHoldsThoughTheClockIsSetBack() {
    try (DiscoveryRun run = DiscoveryRun.queued(store, NOON, FOLDER)) {
      run.queue().send(created(key("31-12", "a"), "e1"));
      run.takeUnread();
      run.pass(Duration.ofMinutes(2));
      run.queue().takeExtended();
      run.setNow(NOON.minus(Duration.ofHours(1)));
      run.pass(Duration.ofMinutes(5));
      assertThat(run.queue().takeExtended()).as("every 100 s").hasSize(3);
    }
  }

  @Test
  void aQueueThatFailsIsAskedAgainThoughTheClockIsSetBack() {
    try (DiscoveryRun run = DiscoveryRun.queued(store, NOON, FOLDER)) {
      run.queue().setBroken(true);
      run.queue().send(created(key("31-12", "a"), "e1"));
      run.pass(Duration.ofMinutes(1));
      run.queue().setBroken(false);
      run.setNow(NOON.minus(Duration.ofHours(1)));
      run.pass(Duration.ofMinutes(1));
      assertThat(run.take()).hasSize(1);
    }
  }

  @Test
  void repeatedNotificationsAreReadOnce() {
    try (DiscoveryRun run = DiscoveryRun.queued(store, NOON, FOLDER)) {
      run.queue().send(created(key("31-12", "a"), "e1"));
      run.queue().send(created(key("31-12", "a"), "e1"));
      List<LogSplit> splits = run.takeUnread();
      assertThat(splits).hasSize(1);
      run.queue().deliverAgain();
      assertThat(run.takeUnread()).isEmpty();
      assertThat(run.queue().size()).as("both wait for the same object").isEqualTo(2);
      run.covered(splits);
      assertThat(run.queue().size()).isZero();

      run.queue().send(created(key("31-12", "a"), "e1"));
      run.pass(DiscoveryRun.INTERVAL);
      assertThat(run.takeUnread()).isEmpty();
      run.context().tick();
      assertThat(run.queue().size()).as("known and read: deleted at once").isZero();

      run.queue().send(created(key("31-12", "a"), "e2"));
      assertThat(run.takeUnread()).as("other bytes under the same key").hasSize(1);
    }
  }

  @Test
  void whatTellsOfNoLogIsDeletedQuietlyAndPoisonStays() {
    try (DiscoveryRun run = DiscoveryRun.queued(store, NOON, FOLDER)) {
      run.queue().send("{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\"}");
      run.queue().send(created("logs/sub/", "e"));
      run.queue().send(created("elsewhere/E1AAAAAAAAAA.2026-01-31-12.a.gz", "e"));
      run.queue().send(created(key("31-12", "a"), "e").replace("\"bucket\"}", "\"other\"}"));
      run.queue().send("poison");
      assertThat(run.takeUnread()).isEmpty();
      run.context().tick();
      assertThat(run.queue().size()).isEqualTo(1);
      assertThat(run.context().count(Metric.MESSAGES)).isEqualTo(5);
      assertThat(run.context().count(Metric.MESSAGES_IGNORED)).isEqualTo(4);
      assertThat(run.context().count(Metric.MESSAGES_POISON)).isEqualTo(1);
    }
  }

  @Test
  void readsWhatIsLaterThanAnyWindowOnce() {
    try (DiscoveryRun run = DiscoveryRun.queued(store, NOON, FOLDER)) {
      run.queue().send(created(key("20-12", "late"), "e1"));
      run.covered(run.takeUnread());
      run.queue().send(created(key("20-12", "late"), "e1"));
      assertThat(run.takeUnread()).isEmpty();
    }
  }

  @Test
  void aRestoredCoordinatorHoldsItsMessagesAndKnowsWhatItRead() {
    try (DiscoveryRun run = DiscoveryRun.queued(store, NOON, FOLDER)) {
      run.queue().send(created(key("31-12", "a"), "e1"));
      run.queue().send(created(key("31-12", "b"), "e1"));
      List<LogSplit> splits = run.takeUnread();
      run.covered(splits.subList(0, 1));
      run.restore(run.checkpoint(), 1);
      run.queue().deliverAgain();
      assertThat(run.takeUnread()).isEmpty();
      run.queue().takeExtended();
      run.pass(Duration.ofMinutes(2));
      assertThat(run.queue().takeExtended()).containsOnly("m2");
      run.covered(splits);
      assertThat(run.queue().size()).isZero();
    }
  }

  @Test
  void aSlowListingFindsWhatWasNeverNotified() {
    try (DiscoveryRun run = DiscoveryRun.queued(store, NOON, FOLDER)) {
      run.queue().send(created(key("31-12", "notified"), "etag-of-" + key("31-12", "notified")));
      store.put(key("31-12", "notified"), NOON);
      store.put(key("31-12", "forgotten"), NOON);
      assertThat(run.take()).containsExactly(key("31-12", "notified"));
      store.takeCalls();
      run.pass(Duration.ofMinutes(59));
      assertThat(run.take()).isEmpty();
      assertThat(store.takeCalls()).isZero();
      store.put(key("31-12", "too-new-to-tell"), run.now());
      run.pass(Duration.ofMinutes(1));
      assertThat(run.take()).containsExactly(key("31-12", "forgotten"));
      run.pass(Duration.ofHours(1));
      assertThat(run.take()).containsExactly(key("31-12", "too-new-to-tell"));
      assertThat(run.context().count(Metric.OBJECTS_NEVER_NOTIFIED)).isEqualTo(2);
    }
  }

  @Test
  void aCrossCheckThatFailsAnHourAfterTheLastIsTriedAgain() {
    store.put(key("31-12", "a"), NOON);
    try (DiscoveryRun run = DiscoveryRun.queued(store, NOON, FOLDER)) {
      run.pass(Duration.ofMinutes(90));
      store.setBroken(true);
      run.pass(Duration.ofMinutes(50));
      store.setBroken(false);
      run.pass(Duration.ofHours(2));
      store.setBroken(true);
      assertThatThrownBy(() -> run.pass(Duration.ofHours(1).plus(DiscoveryRun.TIMEOUT)))
          .hasMessageContaining("listings of " + FOLDER);
    }
  }

  @Test
  void aQueueThatFailsIsAskedAgain() {
    try (DiscoveryRun run = DiscoveryRun.queued(store, NOON, FOLDER)) {
      run.queue().setBroken(true);
      run.queue().send(created(key("31-12", "a"), "e1"));
      run.pass(Duration.ofMinutes(10));
      assertThat(run.take()).isEmpty();
      run.queue().setBroken(false);
      run.pass(Duration.ofMinutes(1));
      assertThat(run.take()).hasSize(1);
    }
  }
}
