package ai.cequence.cloudfront.local;

import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.metrics.RunCount;
import java.util.List;
import java.util.Map;

/** What the page shows of a running job. Asked on the page's thread, about once a second. */
interface JobView {
  /**
   * A metric of the catalogue, of all subtasks together.
   *
   * @param value of its dimension, such as a reason; empty where it has none
   * @param number in the metric's unit
   */
  record Reading(Metric metric, String value, double number) {}

  /** What the run has counted since it started. */
  Map<RunCount, Long> counts();

  /** The catalogue's metrics that the job has registered, in the catalogue's order. */
  List<Reading> metrics();

  /** Some of Flink's own, by name: checkpoints and restarts. */
  Map<String, Double> flink();
}
