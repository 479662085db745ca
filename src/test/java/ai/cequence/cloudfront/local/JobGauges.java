package ai.cequence.cloudfront.local;

import ai.cequence.cloudfront.metrics.Metric;
import java.util.OptionalDouble;
import org.apache.flink.configuration.Configuration;

/** What the metrics of a job in this process say. */
public final class JobGauges {
  private JobGauges() {}

  /** Lets a cluster's metrics be read here. */
  public static void enable(Configuration cluster) {
    cluster.setString(
        "metrics.reporter.test.factory.class", CatalogueReporter.Factory.class.getName());
  }

  /** Largest value over all subtasks; empty where nobody has registered the metric. */
  public static OptionalDouble of(Metric metric) {
    return CatalogueReporter.readings().stream()
        .filter(reading -> reading.metric() == metric)
        .mapToDouble(JobView.Reading::number)
        .max();
  }
}
