package ai.cequence.cloudfront.source.kinesis.reader;

import ai.cequence.cloudfront.source.kinesis.proxy.FailureKind;
import ai.cequence.cloudfront.source.kinesis.proxy.RecordPage;
import ai.cequence.cloudfront.source.kinesis.proxy.Shard;
import ai.cequence.cloudfront.source.kinesis.proxy.StreamException;
import ai.cequence.cloudfront.source.kinesis.proxy.StreamProxy;
import ai.cequence.cloudfront.source.kinesis.split.Position;
import ai.cequence.cloudfront.source.kinesis.split.Position.After;
import ai.cequence.cloudfront.source.kinesis.split.Position.AtTimestamp;
import ai.cequence.cloudfront.source.kinesis.split.ShardSplit;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.util.FlinkRuntimeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What both ways of fetching do when a call fails: each shard waits and tries again for itself, for
 * as long as it takes; only what waiting cannot mend ends the job.
 */
abstract class RetryingFetcher implements ShardFetcher {
  private static final Logger LOG = LoggerFactory.getLogger(RetryingFetcher.class);

  /** A shard that is listed and yet not found for so long is not the one of the position. */
  private static final int MOST_NOT_FOUND = 20;

  /** Kinesis' clock may be behind by that much. */
  private static final long SKEW_MILLIS = Duration.ofMinutes(15).toMillis();

  private static final long ASK_AGAIN_MILLIS = 1_000;

  /** The first failure of a row is no news, the twelfth comes after about a minute. */
  private static final int LOUD_FAILURES = 12;

  final ShardSplit split;
  final FetchContext context;
  final ShardProgress progress;
  final Pacing pacing;

  /** Where the next call goes on. */
  Position cursor;

  boolean stopped;
  private int notFound;

  RetryingFetcher(ShardSplit split, FetchContext context, ShardProgress progress, Pacing pacing) {
    this.split = split;
    this.context = context;
    this.progress = progress;
    this.pacing = pacing;
    cursor = split.position();
  }

  @Override
  public String splitId() {
    return split.splitId();
  }

  /** Makes the next call. */
  abstract void again();

  final EventLoop loop() {
    return context.loop();
  }

  final StreamProxy proxy() {
    return context.proxy();
  }

  final ReaderMetrics metrics() {
    return context.metrics();
  }

  final void againAfter(long millis) {
    loop()
        .after(
            millis,
            () -> {
              if (!stopped) {
                again();
              }
            });
  }

  /**
   * Goes on with a call's answer, or its failure, on the loop, whose owner hears of what it throws.
   */
  final <T> void then(CompletableFuture<T> call, Answer<T> next) {
    var unused =
        call.whenComplete((value, failure) -> loop().execute(() -> next.accept(value, failure)));
  }

  /** One of the two is null. */
  interface Answer<T> {
    void accept(T value, @Nullable Throwable failure);
  }

  /** Takes note of an answer, before the task gets it. */
  final void took(RecordPage page) {
    notFound = 0;
    progress.answered(loop().steadyMillis());
    metrics().received(page.records().size(), page.bytes(), page.newestArrivalMillis());
    context.expired().check(progress, page, loop().nowMillis());
    if (!page.records().isEmpty()) {
      cursor = new After(page.records().get(page.records().size() - 1).sequenceNumber());
    }
  }

  /** Decides what a failed call means; {@link #again} follows where there is hope. */
  final void failed(Throwable failure) {
    progress.callFailed();
    switch (StreamException.kindOf(failure)) {
      case THROTTLED -> {
        metrics().throttled();
        againAfter(pacing.throttled());
      }
      case NOT_FOUND -> confirm(failure);
      case INVALID_ARGUMENT -> invalid(failure);
      case FATAL -> context.sink().failed(unreadable(failure));
      default -> {
        metrics().failed();
        long wait = pacing.failed();
        if (pacing.failures() % LOUD_FAILURES == 0) {
          LOG.warn(
              "{}: {} calls in a row failed, the next follows in {} ms: {}",
              splitId(),
              pacing.failures(),
              wait,
              StreamException.unwrapped(failure).getMessage());
        } else {
          LOG.debug("{}: a call failed, the next follows in {} ms", splitId(), wait, failure);
        }
        againAfter(wait);
      }
    }
  }

  /** An instant in the future is no error: it only has to come. */
  private void invalid(Throwable failure) {
    boolean mayBeFuture =
        cursor instanceof AtTimestamp timestamp
            && timestamp.at().toEpochMilli() > loop().nowMillis() - SKEW_MILLIS;
    if (mayBeFuture) {
      againAfter(ASK_AGAIN_MILLIS);
    } else {
      context.sink().failed(unreadable(failure));
    }
  }

  /** Not found may mean that the stream, the shard or the record of the position is gone. */
  private void confirm(Throwable failure) {
    if (++notFound > MOST_NOT_FOUND) {
      context.sink().failed(unreadable(failure));
      return;
    }
    then(
        proxy().shards(split.streamArn(), null),
        (shards, listing) -> {
          if (stopped) {
            return;
          }
          if (listing == null) {
            confirmed(shards, failure);
          } else if (StreamException.kindOf(listing) == FailureKind.NOT_FOUND) {
            context.sink().failed(unreadable(listing));
          } else {
            againAfter(pacing.failed());
          }
        });
  }

  private void confirmed(List<Shard> shards, Throwable failure) {
    if (shards.stream().anyMatch(shard -> shard.id().equals(split.shardId()))) {
      LOG.warn(
          "{}: expected to read a shard that its stream lists, found: {}; it is tried again",
          splitId(),
          StreamException.unwrapped(failure).getMessage());
      againAfter(Math.max(ASK_AGAIN_MILLIS, pacing.failed()));
      return;
    }
    // The stream is there and has forgotten the shard: what was unread in it is gone.
    context.expired().report(progress, loop().nowMillis());
    context
        .sink()
        .fetched(
            new Fetched(this, new RecordPage(List.of(), null, 0, List.of()), loop().nowMillis()));
  }

  private FlinkRuntimeException unreadable(Throwable failure) {
    Throwable inner = StreamException.unwrapped(failure);
    return new FlinkRuntimeException(
        splitId()
            + ": expected a shard that can be read from "
            + cursor
            + ", found: "
            + inner.getMessage()
            + ". The job ends here rather than run without reading",
        inner);
  }
}
