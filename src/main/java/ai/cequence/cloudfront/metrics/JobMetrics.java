package ai.cequence.cloudfront.metrics;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;

/**
 * The one place that registers metrics. They go under the group {@code kinesisanalytics}, which the
 * managed service sends to CloudWatch; every further group becomes a dimension there, and each
 * metric with its dimensions costs money.
 */
public final class JobMetrics {
  private final MetricGroup group;

  private JobMetrics(MetricGroup group) {
    this.group = group;
  }

  /** Metrics of one operator, source or sink. */
  public static JobMetrics of(MetricGroup operatorGroup) {
    return new JobMetrics(operatorGroup.addGroup("kinesisanalytics"));
  }

  /**
   * The same metrics for one value of a dimension, such as {@code reason=missing-field}. Bound the
   * number of values.
   */
  public JobMetrics with(String dimension, String value) {
    return new JobMetrics(group.addGroup(dimension, value));
  }

  public Counter counter(Metric metric) {
    return group.counter(metric.id());
  }

  public <T> void gauge(Metric metric, Gauge<T> gauge) {
    group.gauge(metric.id(), gauge);
  }

  public Histogram histogram(Metric metric, Histogram histogram) {
    return group.histogram(metric.id(), histogram);
  }
}
