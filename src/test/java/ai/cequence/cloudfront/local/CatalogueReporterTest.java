package ai.cequence.cloudfront.local;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.metrics.Metric;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

/** Several subtasks as one number of the local page. */
class CatalogueReporterTest {

  @Test
  void ofAgesTheSmallestThatIsKnownIsShownAndOfOtherGaugesTheLargest() {
    assertThat(shown(Metric.NEWEST_ARRIVAL_AGE, 9, -1, 7)).isEqualTo(7);
    assertThat(shown(Metric.NEWEST_ARRIVAL_AGE, -1, -1)).isEqualTo(-1);
    assertThat(shown(Metric.DEDUP_HORIZON, 7_200, 3_600)).isEqualTo(3_600);
    assertThat(shown(Metric.DEDUP_HEAP, 10, 30, 20)).isEqualTo(30);
  }

  private static double shown(Metric metric, long... values) {
    CatalogueReporter reporter = new CatalogueReporter();
    List<Gauge<Long>> gauges =
        Arrays.stream(values).<Gauge<Long>>mapToObj(value -> () -> value).toList();
    gauges.forEach(
        gauge -> reporter.notifyOfAddedMetric(gauge, metric.id(), new UnregisteredMetricsGroup()));
    try {
      return CatalogueReporter.readings().stream()
          .filter(reading -> reading.metric() == metric)
          .findFirst()
          .orElseThrow()
          .number();
    } finally {
      gauges.forEach(
          gauge ->
              reporter.notifyOfRemovedMetric(gauge, metric.id(), new UnregisteredMetricsGroup()));
    }
  }
}
