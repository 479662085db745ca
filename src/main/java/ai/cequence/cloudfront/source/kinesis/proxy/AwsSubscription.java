package ai.cequence.cloudfront.source.kinesis.proxy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.StartingPosition;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEventStream;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponse;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/** One SubscribeToShard call: passes what the SDK's threads say on to its listener, once each. */
final class AwsSubscription
    implements StreamProxy.Subscription,
        SubscribeToShardResponseHandler,
        Subscriber<SubscribeToShardEventStream> {
  private final String what;
  private final StreamProxy.SubscriptionListener listener;
  private final AtomicBoolean over = new AtomicBoolean();

  private @Nullable CompletableFuture<Void> call;
  private org.reactivestreams.@Nullable Subscription events;
  private long requestedEarly;
  private boolean cancelled;

  private AwsSubscription(String what, StreamProxy.SubscriptionListener listener) {
    this.what = what;
    this.listener = listener;
  }

  static AwsSubscription open(
      KinesisAsyncClient client,
      String consumerArn,
      String shardId,
      StartingPosition position,
      StreamProxy.SubscriptionListener listener) {
    AwsSubscription subscription =
        new AwsSubscription("SubscribeToShard of " + consumerArn + ' ' + shardId, listener);
    CompletableFuture<Void> call =
        client.subscribeToShard(
            r -> r.consumerARN(consumerArn).shardId(shardId).startingPosition(position),
            subscription);
    subscription.started(call);
    return subscription;
  }

  private void started(CompletableFuture<Void> started) {
    boolean late;
    synchronized (this) {
      call = started;
      late = cancelled;
    }
    if (late) {
      started.cancel(true);
    }
    var unused = started.whenComplete((nothing, failure) -> end(failure));
  }

  @Override
  public void requestOne() {
    org.reactivestreams.Subscription known;
    synchronized (this) {
      known = events;
      if (known == null) {
        requestedEarly++;
      }
    }
    if (known != null) {
      known.request(1);
    }
  }

  @Override
  public void cancel() {
    over.set(true);
    CompletableFuture<Void> running;
    org.reactivestreams.Subscription known;
    synchronized (this) {
      cancelled = true;
      running = call;
      known = events;
    }
    if (known != null) {
      known.cancel();
    }
    if (running != null) {
      running.cancel(true);
    }
  }

  @Override
  public void responseReceived(SubscribeToShardResponse response) {
    if (!over.get()) {
      listener.opened();
    }
  }

  @Override
  public void onEventStream(SdkPublisher<SubscribeToShardEventStream> publisher) {
    publisher.subscribe(this);
  }

  @Override
  public void exceptionOccurred(Throwable failure) {
    end(failure);
  }

  @Override
  public void complete() {
    end(null);
  }

  @Override
  public void onSubscribe(org.reactivestreams.Subscription given) {
    long early;
    synchronized (this) {
      events = given;
      early = requestedEarly;
    }
    if (over.get()) {
      given.cancel();
    } else if (early > 0) {
      given.request(early);
    }
  }

  @Override
  public void onNext(SubscribeToShardEventStream event) {
    if (over.get()) {
      return;
    }
    if (event instanceof SubscribeToShardEvent page) {
      listener.event(
          AwsStreamProxy.page(
              page.records(),
              page.continuationSequenceNumber(),
              page.millisBehindLatest(),
              page.childShards()));
    } else {
      requestOne();
    }
  }

  @Override
  public void onError(Throwable failure) {
    end(failure);
  }

  @Override
  public void onComplete() {
    end(null);
  }

  private void end(@Nullable Throwable failure) {
    if (over.compareAndSet(false, true)) {
      listener.closed(failure == null ? null : Failures.of(what, failure));
    }
  }
}
