package ai.cequence.cloudfront.pipeline;

import ai.cequence.cloudfront.config.DedupSettings;
import ai.cequence.cloudfront.ledger.Ledger;
import ai.cequence.cloudfront.ledger.LedgerBook;
import ai.cequence.cloudfront.ledger.LedgerCount;
import ai.cequence.cloudfront.ledger.LedgerFolder;
import ai.cequence.cloudfront.metrics.JobMetrics;
import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.metrics.RunCount;
import ai.cequence.cloudfront.metrics.TallyState;
import ai.cequence.cloudfront.transaction.Transaction;
import java.util.Objects;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Passes on each transaction id once within the ttl of its first sight.
 *
 * <p>Keyed by {@linkplain Lanes lane}; what is known is in {@link KnownIds}, on the heap as far as
 * its budget goes. Time is sliced into epochs of a part of the ttl; an epoch is forgotten as a
 * whole once its last moment is older than the ttl, so an id is known for at least the ttl and at
 * most an epoch longer. A clock that goes back extends the newest epoch.
 */
final class DedupOperator extends AbstractStreamOperator<Transaction>
    implements OneInputStreamOperator<Transaction, Transaction> {
  static final int EPOCHS_A_TTL = 6;

  private static final long serialVersionUID = 1L;

  private final long ttlMillis;
  private final long budgetBytes;
  private final LedgerFolder ledgerFolder;

  private transient @Nullable KnownIds ids;
  private transient @Nullable TallyState counts;
  private transient @Nullable Ledger ledger;
  private transient @Nullable LedgerBook book;
  private transient @Nullable Counter duplicates;

  DedupOperator(DedupSettings settings, LedgerFolder ledgerFolder) {
    this.ledgerFolder = ledgerFolder;
    ttlMillis = settings.ttl().toMillis();
    budgetBytes = settings.heapBytes();
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    counts =
        TallyState.restore(
            Topology.DEDUPLICATE_UID,
            getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
            context.getOperatorStateStore());
    ledger = new Ledger();
    book =
        LedgerBook.restore(
            ledger, ledgerFolder, Topology.DEDUPLICATE_UID, getRuntimeContext(), context);
    KeyedStateStore lanes = context.getKeyedStateStore();
    ids =
        new KnownIds(
            ttlMillis,
            budgetBytes,
            lanes.getMapState(
                new MapStateDescriptor<>(
                    "ids", LongSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE)),
            lanes.getState(new ValueStateDescriptor<>("forgotten-before", LongSerializer.INSTANCE)),
            lane -> setCurrentKey(Lanes.keyOf(lane)));
    ids.restore(
        Lanes.of(getRuntimeContext().getTaskInfo()),
        getProcessingTimeService().getCurrentProcessingTime());
  }

  @Override
  public void open() throws Exception {
    super.open();
    KnownIds known = Objects.requireNonNull(ids);
    JobMetrics metrics = JobMetrics.of(getMetricGroup());
    duplicates = metrics.counter(Metric.TRANSACTIONS_DUPLICATE);
    metrics.gauge(Metric.DEDUP_HEAP, () -> known.heap().bytes());
    metrics.gauge(Metric.DEDUP_COLD, () -> known.heap().coldIds());
    metrics.gauge(
        Metric.DEDUP_HORIZON,
        () -> known.horizonMillis(getProcessingTimeService().getCurrentProcessingTime()) / 1000);
  }

  @Override
  public void processElement(StreamRecord<Transaction> element) throws Exception {
    Transaction transaction = element.getValue();
    int seenFrom =
        Objects.requireNonNull(ids)
            .findOrAdd(
                transaction.idHigh(),
                SeenId.low(transaction.idLow(), transaction.source()),
                getProcessingTimeService().getCurrentProcessingTime());
    if (seenFrom == SeenId.ABSENT) {
      output.collect(element);
      return;
    }
    Objects.requireNonNull(duplicates).inc();
    Objects.requireNonNull(counts).tally().add(RunCount.DUPLICATES, 1);
    Objects.requireNonNull(ledger)
        .of(transaction.distribution(), transaction.timestampMillis())
        .add(LedgerCount.duplicates(SeenId.source(seenFrom), transaction.source()), 1);
  }

  /** For tests and benchmarks. */
  KnownIds ids() {
    return Objects.requireNonNull(ids);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    Objects.requireNonNull(ids).write();
    Objects.requireNonNull(counts).snapshot();
    Objects.requireNonNull(book).snapshot(context.getCheckpointId());
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    Objects.requireNonNull(book).completed(checkpointId);
  }

  @Override
  public void close() throws Exception {
    if (book != null) {
      book.close();
    }
    super.close();
  }
}
