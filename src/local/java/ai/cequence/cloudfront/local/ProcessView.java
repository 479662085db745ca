package ai.cequence.cloudfront.local;

import ai.cequence.cloudfront.metrics.RunCount;
import ai.cequence.cloudfront.metrics.RunCounts;
import java.util.List;
import java.util.Map;

/** The job that runs in this process. */
final class ProcessView implements JobView {
  @Override
  public Map<RunCount, Long> counts() {
    return RunCounts.ofProcess().totals();
  }

  @Override
  public List<Reading> metrics() {
    return CatalogueReporter.readings();
  }

  @Override
  public Map<String, Double> flink() {
    return CatalogueReporter.flink();
  }
}
