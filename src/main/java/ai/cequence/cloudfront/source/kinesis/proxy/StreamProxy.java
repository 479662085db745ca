package ai.cequence.cloudfront.source.kinesis.proxy;

import ai.cequence.cloudfront.source.kinesis.split.Position;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The calls to Kinesis that this source makes. None blocks, none retries, each ends within a time
 * limit. Failures are {@link StreamException}s. Futures complete on threads that must not be
 * blocked.
 */
public interface StreamProxy extends AutoCloseable {

  CompletableFuture<StreamFacts> describe(String streamArn);

  /**
   * All pages of the stream's shards.
   *
   * @param from leaves out shards that were closed before; null: all that the stream still has
   */
  CompletableFuture<List<Shard>> shards(String streamArn, @Nullable Instant from);

  CompletableFuture<String> iterator(String streamArn, String shardId, Position position);

  /**
   * The records behind an iterator.
   *
   * @param limit most records of the answer
   */
  CompletableFuture<RecordPage> records(String streamArn, String iterator, int limit);

  /** The consumer of that name; fails as {@link FailureKind#NOT_FOUND} where there is none. */
  CompletableFuture<Consumer> consumer(String streamArn, String name);

  CompletableFuture<Consumer> registerConsumer(String streamArn, String name);

  CompletableFuture<Void> deregisterConsumer(String consumerArn);

  /** Begins a subscription; what becomes of it the listener hears. */
  Subscription subscribe(
      String consumerArn, String shardId, Position position, SubscriptionListener listener);

  @Override
  void close();

  /**
   * An enhanced fan-out consumer.
   *
   * @param active whether it can be used
   */
  record Consumer(String arn, boolean active) {}

  /** One subscription. Both methods may be called from any thread and never throw. */
  interface Subscription {
    /** Asks for one more event. */
    void requestOne();

    /** Ends it; the listener hears nothing more. */
    void cancel();
  }

  /** Hears of one subscription, one call at a time, on threads that must not be blocked. */
  interface SubscriptionListener {
    /** Kinesis has accepted it; events come as they are asked for. */
    void opened();

    void event(RecordPage page);

    /** It is over: as usual after five minutes where {@code failure} is null. */
    void closed(@Nullable Throwable failure);
  }
}
