package ai.cequence.cloudfront.metrics;

import ai.cequence.cloudfront.metrics.Metric.Dimension;
import ai.cequence.cloudfront.metrics.Metric.Kind;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;

/**
 * The one place that registers metrics. They go under the group {@code kinesisanalytics}, which the
 * managed service sends to CloudWatch; a dimension becomes one there, and each value of it costs as
 * much as a metric. A counter with a dimension that goes to CloudWatch also feeds one without, its
 * total, since an alarm there cannot add up what it does not name. A metric registered otherwise
 * than the catalogue says is an {@link IllegalArgumentException}.
 */
public final class JobMetrics {
  private static final String SENT_TO_CLOUDWATCH = "kinesisanalytics";

  private final MetricGroup operator;
  private final MetricGroup group;
  private final Dimension dimension;
  private final Map<Metric, Counter> totals;

  private JobMetrics(
      MetricGroup operator, MetricGroup group, Dimension dimension, Map<Metric, Counter> totals) {
    this.operator = operator;
    this.group = group;
    this.dimension = dimension;
    this.totals = totals;
  }

  /** Metrics of one operator, source or sink. */
  public static JobMetrics of(MetricGroup operatorGroup) {
    return new JobMetrics(
        operatorGroup,
        operatorGroup.addGroup(SENT_TO_CLOUDWATCH),
        Dimension.NONE,
        new EnumMap<>(Metric.class));
  }

  /**
   * The metrics of one value of a dimension, such as reason {@code missing-field}.
   *
   * @param value from a list that is fixed, unless the dimension stays out of CloudWatch
   */
  public JobMetrics with(Dimension by, String value) {
    MetricGroup parent = by.inCloudWatch() ? operator.addGroup(SENT_TO_CLOUDWATCH) : operator;
    return new JobMetrics(operator, parent.addGroup(by.key(), value), by, totals);
  }

  /** Registers a counter, to be used by one thread. */
  public Counter counter(Metric metric) {
    Counter counter = groupOf(metric, Kind.COUNTER).counter(metric.id());
    if (dimension == Dimension.NONE || !dimension.inCloudWatch()) {
      return counter;
    }
    Counter total =
        totals.computeIfAbsent(metric, m -> operator.addGroup(SENT_TO_CLOUDWATCH).counter(m.id()));
    return new SummedCounter(counter, total);
  }

  /** Registers a gauge, which is asked on a thread of the reporter. */
  public <T> void gauge(Metric metric, Gauge<T> gauge) {
    groupOf(metric, Kind.GAUGE).gauge(metric.id(), gauge);
  }

  /** Registers a histogram. */
  public Histogram histogram(Metric metric, Histogram histogram) {
    return groupOf(metric, Kind.HISTOGRAM).histogram(metric.id(), histogram);
  }

  private MetricGroup groupOf(Metric metric, Kind kind) {
    if (metric.kind() != kind || metric.dimension() != dimension) {
      throw new IllegalArgumentException(
          "%s: expected %s with dimension %s, as in the catalogue, found %s with dimension %s"
              .formatted(metric.id(), metric.kind(), metric.dimension(), kind, dimension));
    }
    return group;
  }
}
