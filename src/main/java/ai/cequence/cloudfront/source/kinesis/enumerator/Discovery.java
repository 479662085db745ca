package ai.cequence.cloudfront.source.kinesis.enumerator;

import ai.cequence.cloudfront.source.kinesis.proxy.FailureKind;
import ai.cequence.cloudfront.source.kinesis.proxy.Shard;
import ai.cequence.cloudfront.source.kinesis.proxy.StreamException;
import ai.cequence.cloudfront.source.kinesis.proxy.StreamFacts;
import ai.cequence.cloudfront.source.kinesis.proxy.StreamProxy;
import ai.cequence.cloudfront.source.kinesis.split.Position.AtTimestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One round of asking streams what they are and which shards they have; all streams at once, each
 * for itself.
 */
final class Discovery {
  /** Lists shards that closed up to this long before the start, since clocks differ. */
  private static final Duration MARGIN = Duration.ofHours(1);

  private static final long LIMIT_SECONDS = 30;

  private final StreamProxy proxy;
  private final @Nullable String consumerName;
  private final LongSupplier clock;

  /**
   * @param consumerName enhanced fan-out consumer that each stream must have; null: none
   * @param clock milliseconds since 1970
   */
  Discovery(StreamProxy proxy, @Nullable String consumerName, LongSupplier clock) {
    this.proxy = proxy;
    this.consumerName = consumerName;
    this.clock = clock;
  }

  /**
   * What one stream said.
   *
   * @param registered ARN of a consumer that was registered just now
   */
  record Found(StreamFacts facts, List<Shard> shards, @Nullable String registered) {}

  /** What became of one stream's round: exactly one of the two is there. */
  record Outcome(@Nullable Found found, @Nullable Throwable failure) {}

  /** Asks; blocks for at most half a minute for each stream that does not answer. */
  Map<String, Outcome> round(Map<String, StreamState> streams) throws InterruptedException {
    Map<String, CompletableFuture<Found>> asked = new LinkedHashMap<>();
    streams.forEach((arn, state) -> asked.put(arn, ask(arn, state)));
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    for (Map.Entry<String, CompletableFuture<Found>> each : asked.entrySet()) {
      outcomes.put(each.getKey(), outcome(each.getValue()));
    }
    return outcomes;
  }

  private CompletableFuture<Found> ask(String arn, StreamState state) {
    return proxy
        .describe(arn)
        .thenCompose(
            facts ->
                proxy
                    .shards(arn, from(state))
                    .thenCompose(
                        shards ->
                            registration(arn)
                                .thenApply(arnOrNone -> new Found(facts, shards, arnOrNone))));
  }

  /** The consumer's ARN where it had to be registered, else null. */
  private CompletableFuture<@Nullable String> registration(String arn) {
    String name = consumerName;
    if (name == null) {
      return CompletableFuture.completedFuture(null);
    }
    return proxy
        .consumer(arn, name)
        .<@Nullable String>thenApply(known -> null)
        .exceptionallyCompose(
            failure ->
                StreamException.kindOf(failure) == FailureKind.NOT_FOUND
                    ? proxy.registerConsumer(arn, name).thenApply(StreamProxy.Consumer::arn)
                    : CompletableFuture.failedFuture(failure));
  }

  private @Nullable Instant from(StreamState state) {
    if (!(state.initial() instanceof AtTimestamp timestamp)) {
      return null;
    }
    Instant now = Instant.ofEpochMilli(clock.getAsLong());
    return (timestamp.at().isBefore(now) ? timestamp.at() : now).minus(MARGIN);
  }

  private static Outcome outcome(CompletableFuture<Found> asked) throws InterruptedException {
    try {
      return new Outcome(asked.get(LIMIT_SECONDS, TimeUnit.SECONDS), null);
    } catch (ExecutionException e) {
      return new Outcome(null, StreamException.unwrapped(e));
    } catch (TimeoutException e) {
      asked.cancel(true);
      return new Outcome(
          null,
          new StreamException(
              FailureKind.TRANSIENT, "no complete answer within " + LIMIT_SECONDS + " s", e));
    }
  }
}
