package ai.cequence.cloudfront.source.s3.reader;

import ai.cequence.cloudfront.metrics.JobMetrics;
import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.metrics.Metric.Dimension;
import ai.cequence.cloudfront.parse.RejectReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** What a reader counts. {@link #retried} is thread-safe, the rest belongs to the task. */
final class ReaderMetrics {
  private final JobMetrics metrics;
  private final Counter read;
  private final Map<RejectReason, Counter> failed = new EnumMap<>(RejectReason.class);
  private final LongAdder retries = new LongAdder();

  ReaderMetrics(MetricGroup group) {
    metrics = JobMetrics.of(group);
    read = metrics.counter(Metric.OBJECTS_READ);
    metrics.gauge(Metric.OBJECT_RETRIES, retries::sum);
  }

  void read() {
    read.inc();
  }

  /** A part of an object that could not be read. */
  void failed(RejectReason reason) {
    failed
        .computeIfAbsent(
            reason, r -> metrics.with(Dimension.REASON, r.word()).counter(Metric.OBJECTS_FAILED))
        .inc();
  }

  void retried() {
    retries.increment();
  }
}
