package ai.cequence.cloudfront.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.cequence.cloudfront.metrics.Metric.Dimension;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class JobMetricsTest {
  private final List<String> registered = new ArrayList<>();
  private final Map<String, Counter> counters = new HashMap<>();
  private final JobMetrics metrics = JobMetrics.of(new RecordingGroup(""));

  @Test
  void registersUnderTheGroupThatTheManagedServiceSendsToCloudWatch() {
    metrics.counter(Metric.LINES).inc();

    assertThat(registered).containsExactly("/kinesisanalytics/numLines");
  }

  @Test
  void aDimensionIsAGroupWithItsValue() {
    metrics.with(Dimension.REASON, "missing-field").counter(Metric.LINES_REJECTED).inc();
    metrics.with(Dimension.STATUS, "5xx").<Long>gauge(Metric.REQUESTS_FAILED, () -> 1L);

    assertThat(registered)
        .containsExactly(
            "/kinesisanalytics/reason=missing-field/numLinesRejected",
            "/kinesisanalytics/numLinesRejected",
            "/kinesisanalytics/status=5xx/numRequestsFailed");
  }

  @Test
  void aCounterWithADimensionFeedsItsTotal() {
    Counter missing =
        metrics.with(Dimension.REASON, "missing-field").counter(Metric.LINES_REJECTED);
    Counter broken = metrics.with(Dimension.REASON, "bad-time").counter(Metric.LINES_REJECTED);
    missing.inc();
    broken.inc(3);
    broken.dec();

    assertThat(missing.getCount()).isEqualTo(1);
    assertThat(broken.getCount()).isEqualTo(2);
    assertThat(counters.get("/kinesisanalytics/numLinesRejected").getCount()).isEqualTo(3);
    assertThat(registered).as("one total").hasSize(3);
  }

  @Test
  void refusesWhatTheCatalogueDoesNotSay() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> metrics.counter(Metric.LINES_REJECTED))
        .withMessage(
            "numLinesRejected: expected COUNTER with dimension REASON, as in the catalogue, found"
                + " COUNTER with dimension NONE");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> metrics.<Long>gauge(Metric.LINES, () -> 1L));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> metrics.with(Dimension.SOURCE, "s3").counter(Metric.LINES));
    assertThat(registered).isEmpty();
  }

  @Test
  void everyDimensionButTheUnboundedGoesToCloudWatch() {
    assertThat(List.of(Dimension.values()))
        .filteredOn(dimension -> !dimension.inCloudWatch())
        .containsExactly(Dimension.SHARD);
  }

  /** Notes the path of what is registered. */
  private final class RecordingGroup extends UnregisteredMetricsGroup {
    private final String path;

    RecordingGroup(String path) {
      this.path = path;
    }

    @Override
    public MetricGroup addGroup(String name) {
      return new RecordingGroup(path + '/' + name);
    }

    @Override
    public MetricGroup addGroup(String key, String value) {
      return new RecordingGroup(path + '/' + key + '=' + value);
    }

    @Override
    public Counter counter(String name) {
      registered.add(path + '/' + name);
      return counters.computeIfAbsent(path + '/' + name, n -> new SimpleCounter());
    }

    @Override
    public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
      registered.add(path + '/' + name);
      return gauge;
    }
  }
}
