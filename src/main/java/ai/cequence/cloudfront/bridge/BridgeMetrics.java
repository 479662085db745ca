package ai.cequence.cloudfront.bridge;

import ai.cequence.cloudfront.bridge.http.BridgeClient;
import ai.cequence.cloudfront.bridge.http.ClientCounters;
import ai.cequence.cloudfront.deadletter.RefusedTransaction;
import ai.cequence.cloudfront.metrics.JobMetrics;
import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.metrics.Metric.Dimension;
import java.time.Clock;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;

/**
 * The sink's metrics. Those of the client are of the whole process and the same at each of its
 * subtasks.
 */
final class BridgeMetrics {
  private final Counter delivered;
  private final Counter deadLettered;

  BridgeMetrics(JobMetrics metrics, BridgeClient client, LongSupplier oldestMillis, Clock clock) {
    ClientCounters counters = client.counters();
    delivered = metrics.counter(Metric.TRANSACTIONS_DELIVERED);
    deadLettered =
        metrics
            .with(Dimension.REASON, RefusedTransaction.REASON)
            .counter(Metric.TRANSACTIONS_DEAD_LETTERED);
    metrics.gauge(Metric.REQUESTS, counters::requests);
    for (int statusClass : new int[] {0, 3, 4, 5}) {
      JobMetrics ofStatus =
          metrics.with(Dimension.STATUS, statusClass == 0 ? "none" : statusClass + "xx");
      ofStatus.gauge(Metric.REQUESTS_FAILED, () -> counters.answers(statusClass));
      ofStatus.gauge(Metric.REQUESTS_RETRIED, () -> counters.retries(statusClass));
    }
    metrics.gauge(Metric.REQUESTS_IN_FLIGHT, () -> client.status().inFlight());
    metrics.gauge(Metric.REQUESTS_ALLOWED, () -> client.status().allowed());
    metrics.gauge(Metric.REQUEST_LATENCY, counters::latencyMillis);
    metrics.gauge(Metric.TOKENS_FETCHED, counters::tokens);
    metrics.gauge(Metric.BODY_BYTES, counters::bytes);
    metrics.gauge(Metric.BODY_BYTES_SENT, counters::bytesSent);
    metrics.gauge(
        Metric.OLDEST_UNDELIVERED,
        () -> {
          long since = oldestMillis.getAsLong();
          return since == 0 ? 0 : Math.max(0, clock.millis() - since) / 1000;
        });
  }

  void delivered(int transactions) {
    delivered.inc(transactions);
  }

  void deadLettered() {
    deadLettered.inc();
  }
}
