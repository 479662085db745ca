package ai.cequence.cloudfront.source.kinesis.reader;

import static ai.cequence.cloudfront.source.kinesis.reader.FetcherFixture.START;
import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.metrics.JobMetrics;
import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.source.kinesis.split.HashRange;
import ai.cequence.cloudfront.source.kinesis.split.Position;
import ai.cequence.cloudfront.source.kinesis.split.ShardSplit;
import java.util.List;
import java.util.Optional;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.testutils.MetricListener;
import org.junit.jupiter.api.Test;

class ReaderMetricsTest {
  private final MetricListener registry = new MetricListener();
  private long now = START;
  private final ReaderMetrics metrics =
      new ReaderMetrics(JobMetrics.of(registry.getMetricGroup()), () -> now, () -> now);

  @Test
  void eachShardHasALagOfItsOwnAndTheReaderThatOfTheWorst() {
    ShardProgress near = open("shardId-0");
    ShardProgress far = open("shardId-1");
    assertThat(lagOf("shardId-0")).isEqualTo(-1L);
    assertThat(gauge(Metric.KINESIS_SHARDS_OPEN)).isEqualTo(2);

    near.passedOn(START - 200);
    far.passedOn(START - 7_000);
    now = START + 1_000;

    assertThat(lagOf("shardId-0")).isEqualTo(1_200L);
    assertThat(lagOf("shardId-1")).isEqualTo(8_000L);
    assertThat(gauge(Metric.KINESIS_LAG)).isEqualTo(8_000L);

    far.atTip(now);
    assertThat(lagOf("shardId-1")).isEqualTo(0L);
    assertThat(gauge(Metric.KINESIS_LAG)).isEqualTo(1_200L);
  }

  @Test
  void aShardThatIsReadToItsEndIsNotBehind() {
    open("shardId-0").passedOn(START - 7_000);
    metrics.closed(split("shardId-0").splitId());

    assertThat(lagOf("shardId-0")).isEqualTo(0L);
    assertThat(gauge(Metric.KINESIS_LAG)).isEqualTo(-1L);
    assertThat(gauge(Metric.KINESIS_SHARDS_OPEN)).isEqualTo(0);
  }

  @Test
  void aReaderWithoutShardsKnowsOfNoArrival() {
    open("shardId-0");
    assertThat(newestArrivalAge()).isEqualTo(-1L);
    metrics.received(1, 10, START);
    now = START + 5_000;
    assertThat(newestArrivalAge()).isEqualTo(5L);

    metrics.closed(split("shardId-0").splitId());

    assertThat(newestArrivalAge()).isEqualTo(-1L);
  }

  @Test
  void moreShardsThanTheBoundHaveNoGaugeAndCountForTheReaderAllTheSame() {
    for (int i = 0; i < ReaderMetrics.MOST_SHARDS; i++) {
      open("shardId-" + i).passedOn(START);
    }
    open("shardId-one-more").passedOn(START - 9_000);

    assertThat(lagOf("shardId-63")).isEqualTo(0L);
    assertThat(shardGauge("shardId-one-more")).isEmpty();
    assertThat(gauge(Metric.KINESIS_LAG)).isEqualTo(9_000L);
    assertThat(gauge(Metric.KINESIS_SHARDS_OPEN)).isEqualTo(65);
  }

  private ShardProgress open(String shard) {
    ShardProgress progress = new ShardProgress(split(shard), now);
    metrics.opened(split(shard), progress);
    return progress;
  }

  private Object lagOf(String shard) {
    return shardGauge(shard).orElseThrow().getValue();
  }

  private Optional<Gauge<Object>> shardGauge(String shard) {
    return registry.getGauge(
        Metric.Dimension.SHARD.key(), "logs/" + shard, Metric.KINESIS_SHARD_LAG.id());
  }

  private Object newestArrivalAge() {
    return registry
        .getGauge("kinesisanalytics", "source", "kinesis", Metric.NEWEST_ARRIVAL_AGE.id())
        .orElseThrow()
        .getValue();
  }

  private Object gauge(Metric metric) {
    return registry.getGauge("kinesisanalytics", metric.id()).orElseThrow().getValue();
  }

  private static ShardSplit split(String shard) {
    return new ShardSplit(
        FakeProxy.STREAM,
        shard,
        List.of(),
        new HashRange("0", "9"),
        new Position.TrimHorizon(),
        0,
        FetcherFixture.DAY,
        false);
  }
}
