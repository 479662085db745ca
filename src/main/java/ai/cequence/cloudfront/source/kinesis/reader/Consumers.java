package ai.cequence.cloudfront.source.kinesis.reader;

import ai.cequence.cloudfront.source.kinesis.proxy.FailureKind;
import ai.cequence.cloudfront.source.kinesis.proxy.StreamException;
import ai.cequence.cloudfront.source.kinesis.proxy.StreamProxy;
import ai.cequence.cloudfront.source.kinesis.proxy.StreamProxy.Consumer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The enhanced fan-out consumers of this reader's streams, looked up by name: an ARN that was kept
 * may name a consumer that is gone, and one of the same name may have taken its place. The
 * enumerator registers it. Used on the event loop.
 */
final class Consumers {
  private final StreamProxy proxy;
  private final String name;
  private final Map<String, CompletableFuture<Consumer>> known = new HashMap<>();

  Consumers(StreamProxy proxy, String name) {
    this.proxy = proxy;
    this.name = name;
  }

  /**
   * The consumer's ARN. Fails as {@link FailureKind#TRANSIENT} while there is none or it is not
   * active yet.
   */
  CompletableFuture<String> arn(String streamArn) {
    CompletableFuture<Consumer> lookup = known.get(streamArn);
    if (lookup == null || lookup.isCompletedExceptionally() || isInactive(lookup)) {
      lookup = proxy.consumer(streamArn, name);
      known.put(streamArn, lookup);
    }
    return lookup.handle(
        (consumer, failure) -> {
          if (failure == null && consumer.active()) {
            return consumer.arn();
          }
          if (failure != null && StreamException.kindOf(failure) != FailureKind.NOT_FOUND) {
            throw new StreamException(
                StreamException.kindOf(failure),
                String.valueOf(StreamException.unwrapped(failure).getMessage()),
                failure);
          }
          throw new StreamException(
              FailureKind.TRANSIENT,
              "expected an active consumer " + name + " of " + streamArn + ", found none yet");
        });
  }

  /** Looks the consumer up again next time. */
  void forget(String streamArn) {
    known.remove(streamArn);
  }

  private static boolean isInactive(CompletableFuture<Consumer> lookup) {
    return lookup.isDone() && !lookup.isCompletedExceptionally() && !lookup.join().active();
  }
}
