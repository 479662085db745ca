package ai.cequence.cloudfront.local;

import ai.cequence.cloudfront.metrics.RunCount;
import java.util.List;
import java.util.Map;

/** A job that does not change. */
record FixedView(Map<RunCount, Long> counts, List<Reading> metrics, Map<String, Double> flink)
    implements JobView {}
