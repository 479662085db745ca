package ai.cequence.cloudfront.source.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.concurrent.SteadyTime;
import ai.cequence.cloudfront.config.SourceSettings.InitialPosition;
import ai.cequence.cloudfront.config.SourceSettings.KinesisSettings;
import ai.cequence.cloudfront.config.SourceSettings.OnExpiredPosition;
import ai.cequence.cloudfront.config.SourceSettings.Reader;
import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.testing.FakeCredentials;
import ai.cequence.cloudfront.testing.kinesis.FakeKinesis;
import ai.cequence.cloudfront.testing.kinesis.KinesisModel;
import ai.cequence.cloudfront.testing.kinesis.SourceHarness;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.connector.source.Source;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * A fake of the Kinesis API over HTTP with one stream, a source that reads it, and the clocks of
 * both. The rules themselves are in {@link KinesisSourceContract}.
 */
abstract class KinesisSourceSetup {
  static final AtomicLong STREAMS = new AtomicLong();

  /** How far our clock and Kinesis' are ahead of the system's. */
  private static final AtomicLong OURS = new AtomicLong();

  final AtomicLong theirs = new AtomicLong();
  final KinesisModel model = new KinesisModel(() -> System.currentTimeMillis() + theirs.get());
  FakeKinesis kinesis;
  String stream = "";
  @Nullable SourceHarness<?, ?> harness;
  private int number;

  abstract Reader reader();

  /** The source under test. */
  Source<LogChunk, ?, ?> source(KinesisSettings settings) {
    return new ShardSource(
        settings,
        () -> System.currentTimeMillis() + OURS.get(),
        () -> SteadyTime.millis() + OURS.get());
  }

  final void passTime(Duration time) {
    OURS.addAndGet(time.toMillis());
    theirs.addAndGet(time.toMillis());
  }

  @BeforeAll
  static void credentials() {
    FakeCredentials.set();
  }

  @AfterAll
  static void noCredentials() {
    FakeCredentials.clear();
  }

  @BeforeEach
  void startKinesis() throws IOException {
    OURS.set(0);
    kinesis = new FakeKinesis(model);
    stream = model.createStream("logs-" + STREAMS.incrementAndGet(), 3);
  }

  @AfterEach
  void stopKinesis() throws Exception {
    if (harness != null) {
      harness.close();
    }
    kinesis.close();
  }

  final SourceHarness<?, ?> start(KinesisSettings settings, int parallelism) throws Exception {
    harness = SourceHarness.start(source(settings), parallelism);
    return harness;
  }

  /** Puts records that hold the numbers which follow, each with a key of its own. */
  final void put(String arn, int count) {
    for (int i = 0; i < count; i++) {
      String text = String.valueOf(++number);
      model.put(arn, "key-" + text, text);
    }
  }

  /** Splits the first open shard and merges the next two. */
  final void reshard() {
    List<String> open = model.openShardIds(stream);
    model.split(stream, open.get(0));
    model.merge(stream, open.get(1), open.get(2));
  }

  /** Every number once, and those of one shard, which the origin names, in their order. */
  final void assertReadOnceInOrder(SourceHarness<?, ?> run, int count) {
    assertThat(run.texts()).hasSize(count).doesNotHaveDuplicates();
    Map<String, List<Integer>> byShard = new HashMap<>();
    for (LogChunk chunk : run.emitted()) {
      String shard = chunk.origin().substring(0, chunk.origin().lastIndexOf('/'));
      byShard
          .computeIfAbsent(shard, s -> new ArrayList<>())
          .add(Integer.valueOf(SourceHarness.text(chunk)));
    }
    byShard.forEach((shard, numbers) -> assertThat(numbers).as(shard).isSorted());
    assertParentsFirst(run);
  }

  /** No record of a child before the last one of its parent. */
  private void assertParentsFirst(SourceHarness<?, ?> run) {
    Map<String, Integer> first = new HashMap<>();
    Map<String, Integer> last = new HashMap<>();
    List<LogChunk> all = run.emitted();
    for (int i = 0; i < all.size(); i++) {
      String[] parts = all.get(i).origin().split("/", -1);
      String shard = parts[1] + '/' + parts[2];
      first.putIfAbsent(shard, i);
      last.put(shard, i);
    }
    for (String shard : model.shardIds(stream)) {
      String name = stream.substring(stream.indexOf('/') + 1) + '/';
      for (String parent : model.parents(stream, shard)) {
        if (first.containsKey(name + shard) && last.containsKey(name + parent)) {
          assertThat(first.get(name + shard)).as(shard).isGreaterThan(last.get(name + parent));
        }
      }
    }
  }

  final KinesisSettings settings(List<String> streams, KinesisSettings begun) {
    return new KinesisSettings(
        streams,
        List.of(),
        begun.initialPosition(),
        begun.initialTimestamp(),
        reader(),
        "test-consumer",
        OnExpiredPosition.CONTINUE,
        kinesis.url());
  }

  final KinesisSettings trimHorizon() {
    return begun(InitialPosition.TRIM_HORIZON, null);
  }

  final KinesisSettings latest(Instant firstStart) {
    return begun(InitialPosition.LATEST, firstStart);
  }

  final KinesisSettings begun(InitialPosition position, @Nullable Instant at) {
    return new KinesisSettings(
        List.of(), List.of(), position, at, reader(), "", OnExpiredPosition.CONTINUE, null);
  }

  final KinesisSettings withExpired(KinesisSettings settings, OnExpiredPosition policy) {
    return new KinesisSettings(
        settings.streamArns(),
        settings.fields(),
        settings.initialPosition(),
        settings.initialTimestamp(),
        settings.reader(),
        settings.consumerName(),
        policy,
        settings.endpoint());
  }
}
