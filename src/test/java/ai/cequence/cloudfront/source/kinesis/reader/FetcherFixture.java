package ai.cequence.cloudfront.source.kinesis.reader;

import ai.cequence.cloudfront.config.SourceSettings.OnExpiredPosition;
import ai.cequence.cloudfront.metrics.JobMetrics;
import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.source.kinesis.split.HashRange;
import ai.cequence.cloudfront.source.kinesis.split.Position;
import ai.cequence.cloudfront.source.kinesis.split.ShardSplit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.metrics.testutils.MetricListener;

/** Everything that a fetcher needs, with a clock that the test turns. */
final class FetcherFixture implements ShardFetcher.Sink {
  static final long START = 1_769_853_600_000L;
  static final long HOUR = 3_600_000L;
  static final long DAY = 86_400_000L;

  final ManualEventLoop loop = new ManualEventLoop(START);
  final FakeProxy proxy = new FakeProxy(loop);
  final MetricListener registry = new MetricListener();
  final ReaderMetrics metrics =
      new ReaderMetrics(
          JobMetrics.of(registry.getMetricGroup()), loop::nowMillis, loop::steadyMillis);
  final ByteBudget budget = new ByteBudget(1_000_000_000);
  final List<Fetched> fetched = new ArrayList<>();
  final List<Throwable> failures = new ArrayList<>();
  final FetchContext context =
      new FetchContext(
          proxy,
          loop,
          this,
          metrics,
          new ExpiredPosition(OnExpiredPosition.CONTINUE, metrics),
          budget);
  ShardProgress progress = new ShardProgress(split(new Position.TrimHorizon(), 0), START);

  static ShardSplit split(Position position, long readUpToMillis) {
    return split("shardId-0", position, readUpToMillis);
  }

  static ShardSplit split(String shardId, Position position, long readUpToMillis) {
    return new ShardSplit(
        FakeProxy.STREAM,
        shardId,
        List.of(),
        new HashRange("0", "9"),
        position,
        readUpToMillis,
        DAY,
        false);
  }

  PollingFetcher polling(ShardSplit split) {
    progress = new ShardProgress(split, loop.steadyMillis());
    metrics.opened(split, progress);
    return new PollingFetcher(split, context, progress, new Pacing(new Random(1)), 0);
  }

  SubscribingFetcher subscribing(ShardSplit split) {
    progress = new ShardProgress(split, loop.steadyMillis());
    metrics.opened(split, progress);
    return new SubscribingFetcher(
        split, context, progress, new Pacing(new Random(1)), new Consumers(proxy, "consumer"));
  }

  long counter(Metric metric) {
    return registry.getCounter("kinesisanalytics", metric.id()).orElseThrow().getCount();
  }

  Object gauge(Metric metric) {
    return registry.getGauge("kinesisanalytics", metric.id()).orElseThrow().getValue();
  }

  @Override
  public void fetched(Fetched each) {
    fetched.add(each);
  }

  @Override
  public void failed(Throwable failure) {
    failures.add(failure);
  }
}
