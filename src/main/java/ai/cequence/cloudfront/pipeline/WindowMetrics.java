package ai.cequence.cloudfront.pipeline;

import ai.cequence.cloudfront.ledger.Ledger;
import ai.cequence.cloudfront.ledger.LedgerBook;
import ai.cequence.cloudfront.metrics.JobMetrics;
import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.metrics.Metric.Dimension;
import ai.cequence.cloudfront.transaction.LogSource;
import ai.cequence.cloudfront.transaction.Transaction;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What the window operator tells: how far transactions lag, and whether all that came to it is
 * accounted for. Written by the task's thread between two transactions; gauges show the last value.
 */
final class WindowMetrics {
  private final Ledger sink;
  private final Map<LogSource, Lag> lags = new EnumMap<>(LogSource.class);

  private long came;
  private volatile long open;

  /** Transactions that came and are neither open nor settled. */
  private volatile long unbalanced;

  /** A mean in which the last few hundred transactions count most, in milliseconds. */
  private static final class Lag {
    private static final int SHIFT = 8;

    private volatile long scaledMillis = -1;

    void add(long millis) {
      long before = scaledMillis;
      scaledMillis = before < 0 ? millis << SHIFT : before + millis - (before >> SHIFT);
    }

    long seconds() {
      return scaledMillis < 0 ? 0 : (scaledMillis >> SHIFT) / 1000;
    }
  }

  /**
   * @param sink ledger of the sink that is chained behind, which may hold restored transactions
   */
  WindowMetrics(JobMetrics metrics, Ledger sink, LedgerBook book) {
    this.sink = sink;
    this.came = sink.held() + sink.settled();
    for (LogSource source : LogSource.values()) {
      Lag lag = new Lag();
      lags.put(source, lag);
      metrics
          .with(Dimension.SOURCE, source.name().toLowerCase(Locale.ROOT))
          .gauge(Metric.TRANSACTION_LAG, lag::seconds);
    }
    metrics.gauge(Metric.TRANSACTIONS_OPEN, () -> open);
    metrics.gauge(Metric.TRANSACTIONS_UNBALANCED, () -> unbalanced);
    metrics.gauge(Metric.LEDGER_HOURS, book::size);
  }

  void came(Transaction transaction, long nowMillis) {
    came++;
    Objects.requireNonNull(lags.get(transaction.source()))
        .add(Math.max(0, nowMillis - transaction.timestampMillis()));
  }

  /** A transaction came out of a checkpoint. */
  void restored() {
    came++;
  }

  /**
   * Adds up.
   *
   * @param inWindows transactions in open windows
   */
  void balance(long inWindows) {
    long held = sink.held();
    open = inWindows + held;
    unbalanced = came - inWindows - held - sink.settled();
  }
}
