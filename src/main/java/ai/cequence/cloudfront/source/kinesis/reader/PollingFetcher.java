package ai.cequence.cloudfront.source.kinesis.reader;

import ai.cequence.cloudfront.source.kinesis.proxy.FailureKind;
import ai.cequence.cloudfront.source.kinesis.proxy.RecordPage;
import ai.cequence.cloudfront.source.kinesis.proxy.StreamException;
import ai.cequence.cloudfront.source.kinesis.split.Position.AtTimestamp;
import ai.cequence.cloudfront.source.kinesis.split.ShardSplit;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Fetches a shard with GetRecords: one call under way, one answer with the task, one time at which
 * the next call is due.
 *
 * <p>An iterator lives five minutes. One that grew older while the task did not read is renewed at
 * the same position before it is used, and one that Kinesis calls expired as well.
 */
final class PollingFetcher extends RetryingFetcher {
  static final int LIMIT = 5_000;
  static final long ITERATOR_MILLIS = Duration.ofMinutes(4).toMillis();

  private static final long FIRST_ESTIMATE = 1_000_000;

  /** The first calls of a reader's shards are spread over that time. */
  private final long firstWaitMillis;

  private @Nullable String iterator;
  private long iteratorMillis;
  private long estimate = FIRST_ESTIMATE;
  private long withTask;
  private long dueMillis;

  /**
   * @param firstWaitMillis before the first call
   */
  PollingFetcher(
      ShardSplit split,
      FetchContext context,
      ShardProgress progress,
      Pacing pacing,
      long firstWaitMillis) {
    super(split, context, progress, pacing);
    this.firstWaitMillis = firstWaitMillis;
  }

  @Override
  public void start() {
    againAfter(firstWaitMillis);
  }

  @Override
  void again() {
    if (stopped) {
      return;
    }
    long steady = loop().steadyMillis();
    String usable = iterator;
    if (usable == null || steady - iteratorMillis > ITERATOR_MILLIS) {
      renew();
      return;
    }
    if (!context.budget().take(estimate, this::again)) {
      return;
    }
    long now = loop().nowMillis();
    then(
        proxy().records(split.streamArn(), usable, LIMIT),
        (page, failure) -> {
          if (failure == null) {
            answered(page, now, steady);
          } else {
            refused(failure);
          }
        });
  }

  private void renew() {
    long now = loop().nowMillis();
    if (cursor instanceof AtTimestamp timestamp && timestamp.at().toEpochMilli() > now) {
      againAfter(timestamp.at().toEpochMilli() - now);
      return;
    }
    then(
        proxy().iterator(split.streamArn(), split.shardId(), cursor),
        (fresh, failure) -> {
          if (stopped) {
            return;
          }
          if (failure == null) {
            iterator = fresh;
            iteratorMillis = loop().steadyMillis();
            again();
          } else {
            failed(failure);
          }
        });
  }

  private void answered(RecordPage page, long askedMillis, long askedSteadyMillis) {
    long bytes = page.bytes();
    context.budget().change((stopped ? 0 : bytes) - estimate);
    if (stopped) {
      return;
    }
    estimate = Math.max(bytes, 1);
    took(page);
    iterator = page.next();
    iteratorMillis = loop().steadyMillis();
    boolean behind = page.millisBehindLatest() > 0;
    dueMillis = askedSteadyMillis + pacing.answered(bytes, behind);
    if (page.records().isEmpty() && !page.isEnd()) {
      context.budget().change(-bytes);
      if (!behind) {
        progress.atTip(askedMillis);
      }
      againAfter(Math.max(0, dueMillis - loop().steadyMillis()));
      return;
    }
    withTask = bytes;
    context.sink().fetched(new Fetched(this, page, askedMillis));
  }

  private void refused(Throwable failure) {
    context.budget().change(-estimate);
    if (stopped) {
      return;
    }
    if (StreamException.kindOf(failure) == FailureKind.EXPIRED_ITERATOR) {
      metrics().iteratorExpired();
      iterator = null;
      againAfter(Pacing.SHORTEST_MILLIS);
      return;
    }
    if (pacing.failures() > 1) {
      // Whatever it is that does not work, a new iterator cannot harm.
      iterator = null;
    }
    failed(failure);
  }

  @Override
  public void drained() {
    context.budget().change(-withTask);
    withTask = 0;
    if (!stopped) {
      againAfter(Math.max(0, dueMillis - loop().steadyMillis()));
    }
  }

  @Override
  public void stop() {
    stopped = true;
    context.budget().change(-withTask);
    withTask = 0;
  }
}
