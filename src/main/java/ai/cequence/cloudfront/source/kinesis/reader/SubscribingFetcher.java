package ai.cequence.cloudfront.source.kinesis.reader;

import ai.cequence.cloudfront.source.kinesis.proxy.FailureKind;
import ai.cequence.cloudfront.source.kinesis.proxy.RecordPage;
import ai.cequence.cloudfront.source.kinesis.proxy.StreamException;
import ai.cequence.cloudfront.source.kinesis.proxy.StreamProxy.Subscription;
import ai.cequence.cloudfront.source.kinesis.proxy.StreamProxy.SubscriptionListener;
import ai.cequence.cloudfront.source.kinesis.split.Position.After;
import ai.cequence.cloudfront.source.kinesis.split.Position.AtTimestamp;
import ai.cequence.cloudfront.source.kinesis.split.ShardSplit;
import org.jspecify.annotations.Nullable;

/**
 * Fetches a shard with SubscribeToShard: at most two events ahead of the task, each asked for when
 * there is room. A subscription ends after five minutes, or whenever it likes; the next begins
 * behind the last event, once the task has drained what it has: while it does not read, none is
 * held open.
 *
 * <p>Callbacks of an earlier subscription are ignored.
 */
final class SubscribingFetcher extends RetryingFetcher {
  static final int AHEAD = 2;

  /** Kinesis takes a second subscription to the same shard only that long after the first. */
  static final long BETWEEN_MILLIS = 5_000;

  /** Idle subscriptions get empty events every few seconds. */
  static final long SILENCE_MILLIS = 40_000;

  private final Consumers consumers;

  private @Nullable Subscription subscription;
  private int generation;
  private boolean waitsForEvent;
  private int withTask;
  private long eventMillis;
  private long subscribedMillis = Long.MIN_VALUE / 2;
  private boolean ended;

  SubscribingFetcher(
      ShardSplit split,
      FetchContext context,
      ShardProgress progress,
      Pacing pacing,
      Consumers consumers) {
    super(split, context, progress, pacing);
    this.consumers = consumers;
  }

  @Override
  public void start() {
    again();
  }

  @Override
  void again() {
    if (stopped || ended || subscription != null) {
      return;
    }
    long now = loop().nowMillis();
    if (cursor instanceof AtTimestamp timestamp && timestamp.at().toEpochMilli() > now) {
      againAfter(timestamp.at().toEpochMilli() - now);
      return;
    }
    long since = loop().steadyMillis() - subscribedMillis;
    if (since < BETWEEN_MILLIS) {
      againAfter(BETWEEN_MILLIS - since);
      return;
    }
    int attempt = ++generation;
    then(
        consumers.arn(split.streamArn()),
        (arn, failure) -> {
          if (stopped || attempt != generation) {
            return;
          }
          if (failure == null) {
            subscribe(arn, attempt);
          } else {
            failed(failure);
          }
        });
  }

  private void subscribe(String consumerArn, int attempt) {
    eventMillis = loop().steadyMillis();
    waitsForEvent = true;
    try {
      subscription = proxy().subscribe(consumerArn, split.shardId(), cursor, new Listener(attempt));
      subscription.requestOne();
    } catch (RuntimeException e) {
      closed(e, attempt);
      return;
    }
    watch(attempt);
  }

  /** A subscription that owes an event and stays silent is given up. */
  private void watch(int attempt) {
    loop()
        .after(
            SILENCE_MILLIS / 4,
            () -> {
              if (stopped || attempt != generation || subscription == null) {
                return;
              }
              if (waitsForEvent && loop().steadyMillis() - eventMillis >= SILENCE_MILLIS) {
                cancel();
                closed(
                    new StreamException(
                        FailureKind.TRANSIENT,
                        "expected an event within " + SILENCE_MILLIS + " ms, found none"),
                    attempt);
                return;
              }
              watch(attempt);
            });
  }

  private void event(RecordPage page, int attempt) {
    if (stopped || attempt != generation) {
      return;
    }
    long now = loop().nowMillis();
    eventMillis = loop().steadyMillis();
    waitsForEvent = false;
    boolean behind = page.millisBehindLatest() > 0;
    var unused = pacing.answered(page.bytes(), behind);
    took(page);
    if (page.next() != null) {
      cursor = new After(page.next());
    }
    ended = page.isEnd();
    if (page.records().isEmpty() && !ended) {
      if (!behind && withTask == 0) {
        progress.atTip(now);
      }
    } else {
      withTask++;
      context.sink().fetched(new Fetched(this, page, now));
    }
    askForMore();
  }

  private void askForMore() {
    Subscription open = subscription;
    if (open != null && !ended && !waitsForEvent && withTask < AHEAD) {
      waitsForEvent = true;
      eventMillis = loop().steadyMillis();
      open.requestOne();
    }
  }

  private void closed(@Nullable Throwable failure, int attempt) {
    if (stopped || attempt != generation || ended) {
      return;
    }
    subscription = null;
    generation++;
    metrics().resubscribed();
    if (failure != null && StreamException.kindOf(failure) == FailureKind.NOT_FOUND) {
      consumers.forget(split.streamArn());
    }
    if (withTask == 0) {
      resume(failure);
    }
  }

  private void resume(@Nullable Throwable failure) {
    if (failure == null) {
      again();
    } else if (StreamException.kindOf(failure) == FailureKind.IN_USE) {
      againAfter(BETWEEN_MILLIS);
    } else {
      failed(failure);
    }
  }

  @Override
  public void drained() {
    withTask--;
    if (stopped) {
      return;
    }
    if (subscription != null) {
      askForMore();
    } else if (withTask == 0 && !ended) {
      again();
    }
  }

  @Override
  public void stop() {
    stopped = true;
    cancel();
  }

  private void cancel() {
    Subscription open = subscription;
    subscription = null;
    if (open != null) {
      open.cancel();
    }
  }

  /** Hops from the SDK's threads to the event loop. */
  private final class Listener implements SubscriptionListener {
    private final int attempt;

    private Listener(int attempt) {
      this.attempt = attempt;
    }

    @Override
    public void opened() {
      loop()
          .execute(
              () -> {
                if (attempt == generation) {
                  subscribedMillis = loop().steadyMillis();
                }
              });
    }

    @Override
    public void event(RecordPage page) {
      loop().execute(() -> SubscribingFetcher.this.event(page, attempt));
    }

    @Override
    public void closed(@Nullable Throwable failure) {
      loop().execute(() -> SubscribingFetcher.this.closed(failure, attempt));
    }
  }
}
