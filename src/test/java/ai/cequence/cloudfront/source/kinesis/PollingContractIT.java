package ai.cequence.cloudfront.source.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.config.SourceSettings.Reader;
import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.testing.kinesis.SourceHarness;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract, and what concerns GetRecords alone. */
class PollingContractIT extends KinesisSourceContract {
  @Override
  Reader reader() {
    return Reader.POLLING;
  }

  @Test
  void expiredIteratorsAreTakenAnewAndNothingIsLostOrRepeated() throws Exception {
    model.setIteratorMillis(200);
    SourceHarness<?, ?> run = start(settings(List.of(stream), trimHorizon()), 1);
    for (int i = 0; i < 8; i++) {
      put(stream, 10);
      run.untilEmitted(10 * (i + 1));
    }

    assertReadOnceInOrder(run, 80);
    assertThat(run.counter(Metric.KINESIS_ITERATORS_EXPIRED)).isPositive();
  }

  @Test
  void staysBelowTheLimitsOfAShard() throws Exception {
    model.setLimits(5, 2_000_000);
    kinesis.setLatencyMillis(15);
    SourceHarness<?, ?> run = start(settings(List.of(stream), trimHorizon()), 1);
    for (int i = 0; i < 10; i++) {
      put(stream, 10);
      run.untilEmitted(10 * (i + 1));
    }

    assertReadOnceInOrder(run, 100);
    assertThat(model.peakReadsPerSecond(stream)).isLessThanOrEqualTo(5);
    assertThat(run.counter(Metric.KINESIS_THROTTLES)).isZero();
  }

  @Test
  void aThrottledShardDoesNotHoldBackTheOthers() throws Exception {
    String throttled = model.shardIds(stream).get(0);
    model.throttle(stream, throttled, Long.MAX_VALUE);
    put(stream, 60);
    SourceHarness<?, ?> run = start(settings(List.of(stream), trimHorizon()), 1);
    int others = 60 - model.itemsOf(stream, throttled);
    run.untilEmitted(others);
    assertThat(run.emitted()).noneMatch(chunk -> chunk.origin().contains(throttled));
    run.until(() -> run.counter(Metric.KINESIS_THROTTLES) > 0, "a throttled read");
    model.throttle(stream, throttled, 0);
    run.untilEmitted(60);

    assertReadOnceInOrder(run, 60);
  }
}
