package ai.cequence.cloudfront.source.s3.discovery;

import ai.cequence.cloudfront.metrics.JobMetrics;
import ai.cequence.cloudfront.metrics.Metric;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** What discovery from a queue counts. */
final class QueueMetrics {
  private final Counter messages;
  private final Counter ignored;
  private final Counter repeated;
  private final Counter poison;
  private final Counter neverNotified;
  private volatile int held;

  QueueMetrics(MetricGroup group) {
    JobMetrics metrics = JobMetrics.of(group);
    messages = metrics.counter(Metric.MESSAGES);
    ignored = metrics.counter(Metric.MESSAGES_IGNORED);
    repeated = metrics.counter(Metric.NOTIFICATIONS_REPEATED);
    poison = metrics.counter(Metric.MESSAGES_POISON);
    neverNotified = metrics.counter(Metric.OBJECTS_NEVER_NOTIFIED);
    metrics.gauge(Metric.MESSAGES_HELD, () -> held);
  }

  void message() {
    messages.inc();
  }

  void ignored() {
    ignored.inc();
  }

  void repeated() {
    repeated.inc();
  }

  void poison() {
    poison.inc();
  }

  void neverNotified(int objects) {
    neverNotified.inc(objects);
  }

  void held(int count) {
    held = count;
  }
}
