package ai.cequence.cloudfront.source.kinesis.reader;

import ai.cequence.cloudfront.config.SourceSettings.KinesisSettings;
import ai.cequence.cloudfront.config.SourceSettings.Reader;
import ai.cequence.cloudfront.metrics.JobMetrics;
import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.source.kinesis.proxy.StreamProxy;
import ai.cequence.cloudfront.source.kinesis.split.ShardSplit;
import java.util.Random;
import java.util.function.LongSupplier;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;

/** Puts readers together. */
public final class ShardReaders {
  /** What one reader may hold of answers; a single answer has up to 10 MB. */
  private static final long MOST_BYTES = 64_000_000;

  private static final int FIRST_CALLS_WITHIN_MILLIS = 200;

  private ShardReaders() {}

  /**
   * A reader; the proxy becomes its own.
   *
   * @param proxy closed with the reader
   * @param clock milliseconds since 1970
   * @param steady milliseconds that never go back
   */
  public static SourceReader<LogChunk, ShardSplit> open(
      SourceReaderContext context,
      KinesisSettings settings,
      StreamProxy proxy,
      LongSupplier clock,
      LongSupplier steady) {
    Inbox inbox = new Inbox();
    EventLoop loop =
        new ThreadEventLoop(
            "kinesis-reader-" + context.getIndexOfSubtask(), clock, steady, inbox::failed);
    return open(context, settings, proxy, inbox, loop);
  }

  static ShardReader open(
      SourceReaderContext context,
      KinesisSettings settings,
      StreamProxy proxy,
      Inbox inbox,
      EventLoop loop) {
    ReaderMetrics metrics =
        new ReaderMetrics(
            JobMetrics.of(context.metricGroup()), loop::nowMillis, loop::steadyMillis);
    FetchContext fetching =
        new FetchContext(
            proxy,
            loop,
            inbox,
            metrics,
            new ExpiredPosition(settings.onExpiredPosition(), metrics),
            new ByteBudget(MOST_BYTES));
    Random random = new Random();
    Consumers consumers = new Consumers(proxy, settings.consumerName());
    boolean subscribes = settings.reader() == Reader.EFO;
    new RetentionWatch(loop, metrics).start();
    return new ShardReader(
        context,
        loop,
        inbox,
        metrics,
        (split, progress) ->
            subscribes
                ? new SubscribingFetcher(split, fetching, progress, new Pacing(random), consumers)
                : new PollingFetcher(
                    split,
                    fetching,
                    progress,
                    new Pacing(random),
                    random.nextInt(FIRST_CALLS_WITHIN_MILLIS)),
        proxy::close);
  }
}
