package ai.cequence.cloudfront.source.s3.discovery;

import ai.cequence.cloudfront.config.SourceSettings.Discovery;
import ai.cequence.cloudfront.config.SourceSettings.S3Settings;
import ai.cequence.cloudfront.source.s3.RetryDelay;
import ai.cequence.cloudfront.source.s3.split.LogSplit;
import ai.cequence.cloudfront.source.s3.split.ObjectsRead;
import ai.cequence.cloudfront.testing.FakeEnumeratorContext;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.jspecify.annotations.Nullable;

/** Discovery on a fake bucket and fake clocks, whose readers take and read whatever there is. */
final class DiscoveryRun implements AutoCloseable {
  static final Duration INTERVAL = Duration.ofSeconds(10);
  static final Duration LOOKBACK = Duration.ofHours(25);
  static final Duration TIMEOUT = Duration.ofMinutes(30);

  private final FakeStore store;
  private final FakeQueue queue = new FakeQueue();
  private final S3Settings settings;
  private Instant now;
  private Instant steady = Instant.EPOCH;
  private FakeEnumeratorContext<LogSplit> context;
  private SplitEnumerator<LogSplit, DiscoveryState> enumerator;
  private final List<String> found = new ArrayList<>();

  DiscoveryRun(FakeStore store, Instant now, S3Settings settings) {
    this.store = store;
    this.now = now;
    this.settings = settings;
    begin(DiscoveryState.empty(), 1);
  }

  static DiscoveryRun continuous(FakeStore store, Instant now, String... folders) {
    return new DiscoveryRun(store, now, settings(false, null, null, folders));
  }

  static S3Settings settings(
      boolean bounded, @Nullable Instant from, @Nullable Instant to, String... folders) {
    return new S3Settings(
        java.util.Arrays.stream(folders).map(URI::create).toList(),
        bounded,
        Discovery.LISTING,
        INTERVAL,
        LOOKBACK,
        TIMEOUT,
        Duration.ofHours(1),
        null,
        from,
        to,
        List.of(),
        "\t",
        null,
        1_000_000,
        1_000_000_000);
  }

  /** Notifications tell of objects. */
  static DiscoveryRun queued(FakeStore store, Instant now, String... folders) {
    S3Settings listing = settings(false, null, null, folders);
    return new DiscoveryRun(
        store,
        now,
        new S3Settings(
            listing.paths(),
            false,
            Discovery.SQS,
            INTERVAL,
            LOOKBACK,
            TIMEOUT,
            Duration.ofHours(1),
            URI.create("http://localhost/queue"),
            null,
            null,
            List.of(),
            "\t",
            null,
            1_000_000,
            1_000_000_000));
  }

  FakeQueue queue() {
    return queue;
  }

  /** What readers get now; nothing of it is read yet. */
  List<LogSplit> takeUnread() {
    context.tick();
    List<LogSplit> got = new ArrayList<>();
    int before;
    do {
      before = got.size();
      enumerator.handleSplitRequest(0, "localhost");
      got.addAll(context.takeAssigned(0));
    } while (got.size() > before);
    return got;
  }

  /** A completed checkpoint covers these. */
  void covered(List<LogSplit> splits) {
    enumerator.handleSourceEvent(0, new ObjectsRead(splits.stream().map(LogSplit::id).toList()));
    context.tick();
  }

  private void begin(DiscoveryState state, int readers) {
    context = new FakeEnumeratorContext<>(readers);
    enumerator =
        ai.cequence.cloudfront.source.s3.discovery.Discovery.of(
            settings,
            context,
            state,
            new RetryDelay(Duration.ofSeconds(1), Duration.ofSeconds(30), () -> 1.0),
            uri -> store,
            uri -> queue,
            () -> now,
            () -> steady);
    enumerator.start();
  }

  FakeEnumeratorContext<LogSplit> context() {
    return context;
  }

  SplitEnumerator<LogSplit, DiscoveryState> enumerator() {
    return enumerator;
  }

  Instant now() {
    return now;
  }

  /** Somebody sets the clock; no time passes. */
  void setNow(Instant instant) {
    now = instant;
  }

  /** Goes on in time, with a round at each interval. */
  DiscoveryRun pass(Duration time) {
    Instant end = now.plus(time);
    while (now.isBefore(end)) {
      Instant next = now.plus(INTERVAL).isAfter(end) ? end : now.plus(INTERVAL);
      steady = steady.plus(Duration.between(now, next));
      now = next;
      context.tick();
    }
    return this;
  }

  /** What was found since the last question, in order, without the bucket; read at once. */
  List<String> take() {
    List<LogSplit> got = takeUnread();
    enumerator.handleSourceEvent(0, new ObjectsRead(got.stream().map(LogSplit::id).toList()));
    List<String> keys =
        got.stream().map(split -> split.location().substring("s3://bucket/".length())).toList();
    found.addAll(keys);
    return keys;
  }

  /** Everything found so far. */
  List<String> found() {
    return found;
  }

  /** A checkpoint, as bytes. */
  byte[] checkpoint() {
    try {
      return new DiscoveryStateSerializer().serialize(enumerator.snapshotState(1));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends this coordinator and begins another from a checkpoint. */
  DiscoveryRun restore(byte[] checkpoint, int readers) {
    close();
    try {
      DiscoveryStateSerializer serializer = new DiscoveryStateSerializer();
      begin(serializer.deserialize(serializer.getVersion(), checkpoint), readers);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return this;
  }

  @Override
  public void close() {
    try {
      enumerator.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
