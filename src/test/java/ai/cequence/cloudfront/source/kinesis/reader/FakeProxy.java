package ai.cequence.cloudfront.source.kinesis.reader;

import ai.cequence.cloudfront.source.kinesis.proxy.FailureKind;
import ai.cequence.cloudfront.source.kinesis.proxy.KinesisRecord;
import ai.cequence.cloudfront.source.kinesis.proxy.RecordPage;
import ai.cequence.cloudfront.source.kinesis.proxy.Shard;
import ai.cequence.cloudfront.source.kinesis.proxy.StreamException;
import ai.cequence.cloudfront.source.kinesis.proxy.StreamFacts;
import ai.cequence.cloudfront.source.kinesis.proxy.StreamProxy;
import ai.cequence.cloudfront.source.kinesis.split.HashRange;
import ai.cequence.cloudfront.source.kinesis.split.Position;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Kinesis as a test says, call by call; answers at once unless a call is held. */
class FakeProxy implements StreamProxy {
  static final String STREAM = "arn:aws:kinesis:eu-central-1:000000000000:stream/logs";

  final ManualEventLoop loop;
  final List<Long> callMillis = new ArrayList<>();
  final List<Position> iterators = new ArrayList<>();
  final List<FakeSubscription> subscriptions = new ArrayList<>();
  final List<Shard> shards = new ArrayList<>();
  private final Deque<Object> answers = new ArrayDeque<>();
  FailureKind always;
  boolean consumerThere = true;
  volatile boolean closed;
  int consumerLookups;

  FakeProxy(ManualEventLoop loop) {
    this.loop = loop;
    shards.add(new Shard("shardId-0", List.of(), new HashRange("0", "9")));
  }

  /** What the next call for records answers. */
  FakeProxy answer(RecordPage page) {
    answers.add(page);
    return this;
  }

  /** How the next call for records fails. */
  FakeProxy fail(FailureKind kind) {
    answers.add(kind);
    return this;
  }

  static RecordPage page(String next, long behind, KinesisRecord... records) {
    return new RecordPage(List.of(records), next, behind, List.of());
  }

  static KinesisRecord item(int number, long arrivalMillis) {
    return new KinesisRecord(
        String.valueOf(number), arrivalMillis, ("r" + number).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public CompletableFuture<RecordPage> records(String streamArn, String iterator, int limit) {
    callMillis.add(loop.nowMillis());
    if (always != null) {
      return failed(always);
    }
    Object answer = answers.poll();
    if (answer instanceof FailureKind kind) {
      return failed(kind);
    }
    return CompletableFuture.completedFuture(
        answer == null ? page("next", 0) : (RecordPage) answer);
  }

  @Override
  public CompletableFuture<String> iterator(String arn, String shardId, Position position) {
    if (always == FailureKind.TRANSIENT) {
      return failed(always);
    }
    iterators.add(position);
    return CompletableFuture.completedFuture("iterator-" + iterators.size());
  }

  @Override
  public CompletableFuture<StreamFacts> describe(String streamArn) {
    return CompletableFuture.completedFuture(new StreamFacts(1, 86_400_000));
  }

  @Override
  public CompletableFuture<List<Shard>> shards(String streamArn, Instant from) {
    return CompletableFuture.completedFuture(List.copyOf(shards));
  }

  @Override
  public CompletableFuture<Consumer> consumer(String streamArn, String name) {
    consumerLookups++;
    return consumerThere
        ? CompletableFuture.completedFuture(
            new Consumer(streamArn + "/consumer/" + name + ":1", true))
        : failed(FailureKind.NOT_FOUND);
  }

  @Override
  public CompletableFuture<Consumer> registerConsumer(String streamArn, String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Void> deregisterConsumer(String consumerArn) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Subscription subscribe(
      String consumerArn, String shardId, Position position, SubscriptionListener listener) {
    FakeSubscription made = new FakeSubscription(position, listener, loop.nowMillis());
    subscriptions.add(made);
    if (always != null) {
      listener.closed(new StreamException(always, "as the test says: " + always));
    }
    return made;
  }

  @Override
  public void close() {
    closed = true;
  }

  static <T> CompletableFuture<T> failed(FailureKind kind) {
    return CompletableFuture.failedFuture(new StreamException(kind, "as the test says: " + kind));
  }

  static final class FakeSubscription implements Subscription {
    final Position position;
    final SubscriptionListener listener;
    final long begunMillis;
    int requested;
    boolean cancelled;

    FakeSubscription(Position position, SubscriptionListener listener, long begunMillis) {
      this.position = position;
      this.listener = listener;
      this.begunMillis = begunMillis;
    }

    @Override
    public void requestOne() {
      requested++;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }
}
