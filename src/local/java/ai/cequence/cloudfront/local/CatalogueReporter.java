package ai.cequence.cloudfront.local;

import ai.cequence.cloudfront.local.JobView.Reading;
import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.metrics.Metric.Dimension;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * Keeps hold of this process's metrics, so that the local page can show them. Flink makes one for a
 * cluster; what they hold is shared by the process.
 */
public final class CatalogueReporter implements MetricReporter {
  /** By which Flink finds the reporter. */
  public static final class Factory implements MetricReporterFactory {
    @Override
    public MetricReporter createMetricReporter(Properties properties) {
      return new CatalogueReporter();
    }
  }

  /** Flink's own that are shown. */
  static final Set<String> FLINK =
      Set.of(
          "numberOfCompletedCheckpoints",
          "numberOfFailedCheckpoints",
          "lastCheckpointDuration",
          "numRestarts");

  private static final Map<String, Metric> CATALOGUE =
      EnumSet.allOf(Metric.class).stream()
          .collect(Collectors.toMap(Metric::id, Function.identity()));

  /** Of these the smallest over all subtasks is the one to show; of other gauges the largest. */
  private static final Set<Metric> SMALLEST =
      EnumSet.of(Metric.NEWEST_ARRIVAL_AGE, Metric.DEDUP_HORIZON);

  private static final Map<org.apache.flink.metrics.Metric, Known> PROCESS =
      new ConcurrentHashMap<>();

  /** A registered metric: of the catalogue, or by name one of Flink's. */
  private record Known(String name, String value) {}

  @Override
  public void open(MetricConfig config) {}

  @Override
  public void close() {}

  @Override
  public void notifyOfAddedMetric(
      org.apache.flink.metrics.Metric metric, String name, MetricGroup group) {
    if (CATALOGUE.containsKey(name)) {
      Dimension by = CATALOGUE.get(name).dimension();
      PROCESS.put(
          metric, new Known(name, group.getAllVariables().getOrDefault("<" + by.key() + ">", "")));
    } else if (FLINK.contains(name)) {
      PROCESS.put(metric, new Known(name, ""));
    }
  }

  @Override
  public void notifyOfRemovedMetric(
      org.apache.flink.metrics.Metric metric, String name, MetricGroup group) {
    PROCESS.remove(metric);
  }

  /** The catalogue's metrics that are registered now. */
  static List<Reading> readings() {
    Map<Known, Double> together =
        new TreeMap<>(Comparator.comparing(Known::name).thenComparing(Known::value));
    PROCESS.forEach(
        (metric, known) -> {
          if (CATALOGUE.containsKey(known.name())) {
            together.merge(known, number(metric), combination(CATALOGUE.get(known.name())));
          }
        });
    return together.entrySet().stream()
        .map(e -> new Reading(CATALOGUE.get(e.getKey().name()), e.getKey().value(), e.getValue()))
        .sorted(Comparator.comparing(Reading::metric).thenComparing(Reading::value))
        .toList();
  }

  /** Flink's own metrics that are registered now. */
  static Map<String, Double> flink() {
    Map<String, Double> values = new TreeMap<>();
    PROCESS.forEach(
        (metric, known) -> {
          if (FLINK.contains(known.name())) {
            values.merge(known.name(), number(metric), Math::max);
          }
        });
    return values;
  }

  private static java.util.function.BinaryOperator<Double> combination(Metric metric) {
    return switch (metric.kind()) {
      case COUNTER -> Double::sum;
      case GAUGE, HISTOGRAM ->
          SMALLEST.contains(metric) ? CatalogueReporter::smallestKnown : Math::max;
    };
  }

  /** Where nothing is known that is -1. */
  private static double smallestKnown(double one, double other) {
    if (one < 0 || other < 0) {
      return Math.max(one, other);
    }
    return Math.min(one, other);
  }

  private static double number(org.apache.flink.metrics.Metric metric) {
    if (metric instanceof Counter counter) {
      return counter.getCount();
    }
    if (metric instanceof Gauge<?> gauge && gauge.getValue() instanceof Number number) {
      return number.doubleValue();
    }
    return 0;
  }
}
