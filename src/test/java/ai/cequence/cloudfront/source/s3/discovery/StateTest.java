package ai.cequence.cloudfront.source.s3.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.cequence.cloudfront.source.s3.ObjectPosition;
import ai.cequence.cloudfront.source.s3.split.LogSplit;
import ai.cequence.cloudfront.source.s3.split.LogSplitSerializer;
import ai.cequence.cloudfront.source.s3.split.ObjectId;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What checkpoints hold, and what older ones held. */
class StateTest {
  private static final DiscoveryStateSerializer SERIALIZER = new DiscoveryStateSerializer();
  private static final LogSplit BEGUN =
      LogSplit.of(
              "s3://bucket/logs/E1AAAAAAAAAA.2026-01-31-12.abc.gz",
              "etag",
              1234,
              491652,
              1769860805)
          .at(new ObjectPosition(100, 20, 320, 7, "date time", true));

  private static byte[] fixture(String name) throws IOException {
    try (InputStream in = StateTest.class.getResourceAsStream("/state/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private static void isTheFixture(DiscoveryState state) {
    FolderState continuous = state.folders().get(0);
    assertThat(continuous.folder()).isEqualTo("s3://bucket/logs/");
    assertThat(continuous.lastComplete()).isEqualTo(Instant.parse("2026-01-31T12:00:00Z"));
    assertThat(continuous.windowStart()).isEqualTo(491627);
    assertThat(continuous.seen().keySet()).containsExactly(491652L);
    IdSet ids = continuous.seen().get(491652L);
    assertThat(ids.size()).isEqualTo(2);
    assertThat(ids.contains(1, 2) && ids.contains(3, 4)).isTrue();
    assertThat(continuous.open()).isNull();
    FolderState bounded = state.folders().get(1);
    assertThat(bounded.lastComplete()).isNull();
    assertThat(bounded.open())
        .containsExactly(
            new Cursor(new Strand("logs/E1.", TimeOrder.NAME), "logs/E1.2026"),
            new Cursor(new Strand("logs/", TimeOrder.NONE), null));
    assertThat(bounded.ended()).isFalse();
    assertThat(state.waiting()).containsExactly(BEGUN);
    assertThat(state.assigned())
        .isEqualTo(Map.of(new ObjectId(5, 6), new UnreadObjects.Times(491650, 1769853600)));
  }

  @Test
  void versionOneIsRestored() throws IOException {
    DiscoveryState state = SERIALIZER.deserialize(1, fixture("discovery-v1.bin"));
    isTheFixture(state);
    assertThat(state.messages()).isEmpty();
    assertThat(new LogSplitSerializer().deserialize(1, fixture("split-v1.bin"))).isEqualTo(BEGUN);
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    DiscoveryState old = SERIALIZER.deserialize(1, fixture("discovery-v1.bin"));
    HeldMessage message =
        new HeldMessage("id", "receipt", Set.of(new ObjectId(7, 8), new ObjectId(9, 10)));
    DiscoveryState state =
        new DiscoveryState(old.folders(), old.waiting(), old.assigned(), List.of(message));
    DiscoveryState back = SERIALIZER.deserialize(2, SERIALIZER.serialize(state));
    isTheFixture(back);
    assertThat(back.messages()).containsExactly(message);
    LogSplit read = BEGUN.asRead();
    LogSplitSerializer splits = new LogSplitSerializer();
    assertThat(splits.deserialize(1, splits.serialize(read))).isEqualTo(read);
    assertThat(splits.serialize(read).length).as("bytes of an object that is read").isEqualTo(33);
  }

  @Test
  void aNewerVersionIsRefused() {
    assertThatThrownBy(() -> SERIALIZER.deserialize(3, new byte[0]))
        .hasMessageContaining("found 3");
  }

  @Test
  void aSetOfIdsIsASet() throws IOException {
    Random random = new Random(1);
    IdSet ids = new IdSet();
    Set<ObjectId> expected = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      ObjectId id = new ObjectId(random.nextInt(40), 1 + random.nextInt(300));
      assertThat(ids.contains(id.high(), id.low())).isEqualTo(expected.contains(id));
      assertThat(ids.add(id.high(), id.low())).isEqualTo(expected.add(id));
    }
    assertThat(ids.size()).isEqualTo(expected.size());
    SeenObjects seen = new SeenObjects(new TreeMap<>(Map.of(4L, ids, 5L, new IdSet())));
    seen.forgetBefore(5);
    assertThat(seen.size()).isZero();
  }
}
