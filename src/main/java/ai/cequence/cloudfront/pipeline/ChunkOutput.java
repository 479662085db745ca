package ai.cequence.cloudfront.pipeline;

import ai.cequence.cloudfront.concurrent.SteadyTime;
import ai.cequence.cloudfront.ledger.DistributionHour;
import ai.cequence.cloudfront.ledger.HourCounts;
import ai.cequence.cloudfront.ledger.Ledger;
import ai.cequence.cloudfront.ledger.LedgerCount;
import ai.cequence.cloudfront.metrics.JobMetrics;
import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.metrics.Metric.Dimension;
import ai.cequence.cloudfront.metrics.RunCount;
import ai.cequence.cloudfront.metrics.RunCounts;
import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.parse.ParseOutput;
import ai.cequence.cloudfront.parse.RejectReason;
import ai.cequence.cloudfront.parse.Rejection;
import ai.cequence.cloudfront.parse.SkipReason;
import ai.cequence.cloudfront.source.kinesis.FitWatch;
import ai.cequence.cloudfront.transaction.LogSource;
import ai.cequence.cloudfront.transaction.Transaction;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Routes and counts what the parser finds in one chunk; the counts of a chunk are added at its end.
 */
final class ChunkOutput implements ParseOutput {
  private static final Logger LOG = LoggerFactory.getLogger(ChunkOutput.class);

  private final RunCounts.Tally tally;
  private final Ledger ledger;
  private final Counter objects;
  private final Counter lines;
  private final Counter directives;
  private final Counter transactions;
  private final Map<SkipReason, Counter> skipped = new EnumMap<>(SkipReason.class);
  private final Map<RejectReason, Counter> rejected = new EnumMap<>(RejectReason.class);
  private final Map<String, Counter> layoutsLackingFields = new HashMap<>();
  private final JobMetrics metrics;
  private final RejectionLog rejections = new RejectionLog(SteadyTime::millis);

  private final FitWatch fit = new FitWatch(System::nanoTime);

  private ProcessFunction<LogChunk, Transaction>.@Nullable Context context;
  private @Nullable Collector<Transaction> collector;
  private String origin = "";
  private DistributionHour objectRow = DistributionHour.UNKNOWN;
  private LedgerCount bySource = LedgerCount.TRANSACTIONS_S3;
  private long nowMillis;
  private long newDirectives;
  private long newTransactions;
  private long newSkipped;
  private long newRejected;
  private long newMisfits;

  ChunkOutput(RunCounts.Tally tally, Ledger ledger, JobMetrics metrics) {
    this.tally = tally;
    this.ledger = ledger;
    objects = metrics.counter(Metric.OBJECTS);
    lines = metrics.counter(Metric.LINES);
    directives = metrics.counter(Metric.DIRECTIVES);
    transactions = metrics.counter(Metric.TRANSACTIONS);
    this.metrics = metrics;
    for (SkipReason reason : SkipReason.values()) {
      skipped.put(
          reason, metrics.with(Dimension.REASON, reason.word()).counter(Metric.LINES_SKIPPED));
    }
    for (RejectReason reason : RejectReason.values()) {
      rejected.put(
          reason, metrics.with(Dimension.REASON, reason.word()).counter(Metric.LINES_REJECTED));
    }
  }

  void begin(
      LogChunk chunk,
      ProcessFunction<LogChunk, Transaction>.Context context,
      Collector<Transaction> collector) {
    if (!chunk.origin().equals(origin)) {
      origin = chunk.origin();
      objectRow =
          chunk.source() == LogSource.S3
              ? DistributionHour.ofObject(origin)
              : DistributionHour.UNKNOWN;
      bySource = LedgerCount.transactions(chunk.source());
    }
    nowMillis = context.timerService().currentProcessingTime();
    this.context = context;
    this.collector = collector;
    newDirectives = 0;
    newTransactions = 0;
    newSkipped = 0;
    newRejected = 0;
    newMisfits = 0;
  }

  void object() {
    objects.inc();
    tally.add(RunCount.OBJECTS, 1);
  }

  /** Tells the watch over {@code kinesis.fields} how many lines of the chunk had its columns. */
  void fits() {
    fit.saw(newTransactions + newSkipped + newRejected, newMisfits);
  }

  void end() {
    long all = newDirectives + newTransactions + newSkipped + newRejected;
    lines.inc(all);
    directives.inc(newDirectives);
    transactions.inc(newTransactions);
    tally.add(RunCount.LINES, all);
    tally.add(RunCount.DIRECTIVES, newDirectives);
    tally.add(RunCount.TRANSACTIONS, newTransactions);
    tally.add(RunCount.SKIPPED, newSkipped);
    tally.add(RunCount.REJECTED, newRejected);
    if (all > newTransactions) {
      ledger.of(objectRow).add(LedgerCount.LINES, all - newTransactions);
    }
  }

  @Override
  public void transaction(Transaction transaction) {
    newTransactions++;
    HourCounts hour = ledger.of(transaction.distribution(), transaction.timestampMillis());
    hour.add(LedgerCount.LINES, 1);
    hour.add(bySource, 1);
    hour.add(LedgerCount.lag(nowMillis - transaction.timestampMillis()), 1);
    hour.seen(nowMillis);
    Objects.requireNonNull(collector).collect(transaction);
  }

  @Override
  public void rejected(Rejection rejection) {
    newRejected++;
    newMisfits += rejection.reason() == RejectReason.COLUMN_COUNT ? 1 : 0;
    Objects.requireNonNull(rejected.get(rejection.reason())).inc();
    rejections.rejected(rejection);
    Objects.requireNonNull(context).output(ParseFunction.REJECTED, rejection);
  }

  @Override
  public void skipped(SkipReason reason, String subject) {
    newSkipped++;
    Objects.requireNonNull(skipped.get(reason)).inc();
    if (LOG.isDebugEnabled()) {
      LOG.debug("⏩ 🚫 Skipping request with {} for {}", reason.phrase(), subject);
    }
  }

  @Override
  public void directive(String origin) {
    newDirectives++;
    if (LOG.isDebugEnabled()) {
      LOG.debug("Skipping the directive {}", origin);
    }
  }

  private void layoutLacks(String field) {
    layoutsLackingFields
        .computeIfAbsent(
            field, f -> metrics.with(Dimension.FIELD, f).counter(Metric.LAYOUTS_LACKING_FIELDS))
        .inc();
  }

  @Override
  public void layout(
      String origin, String distribution, List<String> missing, List<String> unknown) {
    if (!missing.isEmpty()) {
      missing.forEach(this::layoutLacks);
      LOG.warn(
          "Logs of CF Distribution {} lack {}, first seen in {}: tick these fields in its logging"
              + " configuration (cookies need cookie logging too)",
          distribution,
          String.join(", ", missing),
          origin);
    }
    if (!unknown.isEmpty()) {
      LOG.info(
          "Logs of CF Distribution {} have fields that this version does not know, passed on in"
              + " data_extractions: {}, first seen in {}",
          distribution,
          String.join(", ", unknown),
          origin);
    }
  }
}
