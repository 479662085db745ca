package ai.cequence.cloudfront.metrics;

import ai.cequence.cloudfront.metrics.Metric.Dimension;
import ai.cequence.cloudfront.metrics.Metric.Kind;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;

/**
 * The one place that registers metrics. They go under the group {@code kinesisanalytics}, which the
 * managed service sends to CloudWatch; a dimension becomes one there, and each value of it costs as
 * much as a metric. A metric registered otherwise than the catalogue says is an {@link
 * IllegalArgumentException}.
 */
public final class JobMetrics {
  private static final String SENT_TO_CLOUDWATCH = "kinesisanalytics";

  private final MetricGroup operator;
  private final MetricGroup group;
  private final Dimension dimension;

  private JobMetrics(MetricGroup operator, MetricGroup group, Dimension dimension) {
    this.operator = operator;
    this.group = group;
    this.dimension = dimension;
  }

  /** Metrics of one operator, source or sink. */
  public static JobMetrics of(MetricGroup operatorGroup) {
    return new JobMetrics(
        operatorGroup, operatorGroup.addGroup(SENT_TO_CLOUDWATCH), Dimension.NONE);
  }

  /**
   * The metrics of one value of a dimension, such as reason {@code missing-field}.
   *
   * @param value from a list that is fixed, unless the dimension stays out of CloudWatch
   */
  public JobMetrics with(Dimension by, String value) {
    MetricGroup parent = by.inCloudWatch() ? operator.addGroup(SENT_TO_CLOUDWATCH) : operator;
    return new JobMetrics(operator, parent.addGroup(by.key(), value), by);
  }

  /** Registers a counter. */
  public Counter counter(Metric metric) {
    return groupOf(metric, Kind.COUNTER).counter(metric.id());
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
