package ai.cequence.cloudfront.pipeline;

import ai.cequence.cloudfront.bridge.BridgeSink;
import ai.cequence.cloudfront.config.WindowSettings;
import ai.cequence.cloudfront.gate.Gate;
import ai.cequence.cloudfront.ledger.Ledger;
import ai.cequence.cloudfront.ledger.LedgerBook;
import ai.cequence.cloudfront.ledger.LedgerFolder;
import ai.cequence.cloudfront.ledger.SinkLedgers;
import ai.cequence.cloudfront.metrics.JobMetrics;
import ai.cequence.cloudfront.metrics.RunCount;
import ai.cequence.cloudfront.metrics.RunCounts;
import ai.cequence.cloudfront.metrics.TallyState;
import ai.cequence.cloudfront.transaction.Transaction;
import ai.cequence.cloudfront.transaction.TransactionBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Groups transactions by distribution in the order of their arrival, and emits a group as a batch
 * when it is full, when its time is up, or when the input ends. The time a request was made never
 * decides where it goes, so nothing is ever late.
 *
 * <p>Open windows live on the heap and are put into operator state at a checkpoint; any subtask can
 * take them over.
 */
final class WindowOperator extends AbstractStreamOperator<TransactionBatch>
    implements OneInputStreamOperator<Transaction, TransactionBatch>, BoundedOneInput {
  private static final long serialVersionUID = 1L;
  private static final long LONGEST_TICK_MILLIS = 100;

  private final long sizeMillis;
  private final int maxTransactions;
  private final long maxBytes;
  private final LedgerFolder ledgerFolder;

  private transient @Nullable Map<String, OpenWindow> windows;
  private transient @Nullable ListState<byte[]> state;
  private transient @Nullable TallyState counts;
  private transient Gate.@Nullable Meter meter;
  private transient long openBytes;
  private transient @Nullable Ledger sinkLedger;
  private transient @Nullable LedgerBook book;
  private transient @Nullable WindowMetrics accounts;

  WindowOperator(WindowSettings settings, LedgerFolder ledgerFolder) {
    this.ledgerFolder = ledgerFolder;
    sizeMillis = settings.size().toMillis();
    maxTransactions = settings.maxTransactions();
    maxBytes = settings.maxBytes();
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    state =
        context
            .getOperatorStateStore()
            .getListState(
                new ListStateDescriptor<>("open-windows", BytePrimitiveArraySerializer.INSTANCE));
    counts =
        TallyState.restore(
            Topology.WINDOW_UID,
            getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
            context.getOperatorStateStore());
    String job = getRuntimeContext().getJobInfo().getJobId().toString();
    TaskInfo task = getRuntimeContext().getTaskInfo();
    // The sink's: its writer is chained behind this operator and was made before it.
    sinkLedger = SinkLedgers.of(job, task.getIndexOfThisSubtask(), task.getAttemptNumber());
    book =
        LedgerBook.restore(sinkLedger, ledgerFolder, BridgeSink.UID, getRuntimeContext(), context);
  }

  @Override
  public void open() throws Exception {
    super.open();
    windows = new HashMap<>();
    // The end of input waits for open windows as it waits for the sink, but no number of them
    // closes the gate.
    meter = Gate.ofProcess().register(Long.MAX_VALUE);
    openBytes = 0;
    accounts =
        new WindowMetrics(
            JobMetrics.of(getMetricGroup()),
            Objects.requireNonNull(sinkLedger),
            Objects.requireNonNull(book));
    long restored = 0;
    for (byte[] window : Objects.requireNonNull(state).get()) {
      for (Transaction transaction : OpenWindow.deserialize(window)) {
        Objects.requireNonNull(accounts).restored();
        add(transaction);
        restored++;
      }
    }
    if (!Objects.requireNonNull(counts).isOfThisProcess()) {
      // Another process read these lines; this one delivers them.
      RunCounts.Tally tally = counts.tally();
      tally.add(RunCount.LINES, restored);
      tally.add(RunCount.TRANSACTIONS, restored);
    }
    tick();
  }

  @Override
  public void processElement(StreamRecord<Transaction> element) {
    Transaction transaction = element.getValue();
    Objects.requireNonNull(accounts)
        .came(transaction, getProcessingTimeService().getCurrentProcessingTime());
    add(transaction);
  }

  @Override
  public void endInput() {
    closeAll();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    List<byte[]> open = new ArrayList<>();
    for (OpenWindow window : openWindows().values()) {
      open.add(window.serialize());
    }
    Objects.requireNonNull(state).update(open);
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
    if (meter != null) {
      meter.close();
    }
    if (book != null) {
      book.close();
    }
    TaskInfo task = getRuntimeContext().getTaskInfo();
    SinkLedgers.release(
        getRuntimeContext().getJobInfo().getJobId().toString(),
        task.getIndexOfThisSubtask(),
        task.getAttemptNumber());
    super.close();
  }

  private void add(Transaction transaction) {
    Map<String, OpenWindow> open = openWindows();
    OpenWindow window = open.get(transaction.distribution());
    if (window != null && window.bodyBytes() + OpenWindow.bytesOf(transaction) > maxBytes) {
      open.remove(transaction.distribution());
      emit(window);
      window = null;
    }
    if (window == null) {
      long now = getProcessingTimeService().getCurrentProcessingTime();
      window = new OpenWindow(transaction.distribution(), now, sizeMillis);
      open.put(transaction.distribution(), window);
    }
    window.add(transaction);
    openBytes += OpenWindow.bytesOf(transaction);
    if (window.size() >= maxTransactions || window.bodyBytes() >= maxBytes) {
      open.remove(transaction.distribution());
      emit(window);
    } else if (window.size() == 1) {
      Objects.requireNonNull(meter).set(openBytes);
    }
  }

  private void tick() {
    long now = getProcessingTimeService().getCurrentProcessingTime();
    closeDue(Gate.ofProcess().inputEnding() ? Long.MAX_VALUE : now);
    balance();
    long tickMillis = Math.max(10, Math.min(LONGEST_TICK_MILLIS, sizeMillis / 10));
    var unused = getProcessingTimeService().registerTimer(now + tickMillis, time -> tick());
  }

  private void closeAll() {
    closeDue(Long.MAX_VALUE);
    balance();
  }

  private void balance() {
    long open = 0;
    for (OpenWindow window : openWindows().values()) {
      open += window.size();
    }
    Objects.requireNonNull(accounts).balance(open);
  }

  private void closeDue(long now) {
    Iterator<OpenWindow> open = openWindows().values().iterator();
    while (open.hasNext()) {
      OpenWindow window = open.next();
      if (window.isDue(now)) {
        open.remove();
        emit(window);
      }
    }
  }

  private void emit(OpenWindow window) {
    openBytes -= window.bodyBytes() - (TransactionBatch.ENVELOPE_BYTES - 1L);
    output.collect(new StreamRecord<>(window.toBatch()));
    Objects.requireNonNull(meter).set(openBytes);
  }

  private Map<String, OpenWindow> openWindows() {
    return Objects.requireNonNull(windows);
  }
}
