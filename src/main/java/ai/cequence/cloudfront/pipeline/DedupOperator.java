package ai.cequence.cloudfront.pipeline;

import ai.cequence.cloudfront.config.DedupSettings;
import ai.cequence.cloudfront.metrics.JobMetrics;
import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.metrics.RunCount;
import ai.cequence.cloudfront.metrics.TallyState;
import ai.cequence.cloudfront.transaction.Transaction;
import java.util.Objects;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes on each transaction id once within the ttl of its first sight.
 *
 * <p>Keyed by {@linkplain Lanes lane}. A look-up never leaves the heap; what is new is also
 * appended to a log in keyed state, which snapshots incrementally and goes to other subtasks by key
 * group. Time is sliced into epochs of a part of the ttl; an epoch is forgotten as a whole once its
 * last moment is older than the ttl, so an id is known for at least the ttl and at most an epoch
 * longer. A clock that goes back extends the newest epoch.
 *
 * <p>Past the heap budget the oldest epoch is forgotten early, and a metric shows the horizon in
 * force.
 */
final class DedupOperator extends AbstractStreamOperator<Transaction>
    implements OneInputStreamOperator<Transaction, Transaction> {
  static final int EPOCHS_A_TTL = 6;

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(DedupOperator.class);

  private final long ttlMillis;
  private final long epochMillis;
  private final long budgetBytes;

  private transient @Nullable Lane[] lanes = new Lane[0];
  private transient @Nullable MapState<Long, byte[]> log;
  private transient @Nullable TallyState counts;
  private transient @Nullable Counter duplicates;
  private transient long heapBytes;
  private transient long epoch;
  private transient long nextExpiry;
  private transient volatile long horizonMillis;

  DedupOperator(DedupSettings settings) {
    ttlMillis = settings.ttl().toMillis();
    epochMillis = Math.max(1, ttlMillis / EPOCHS_A_TTL);
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
  }

  @Override
  public void open() throws Exception {
    super.open();
    log =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "ids", LongSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE));
    lanes = new Lane[Lanes.COUNT];
    horizonMillis = ttlMillis;
    epoch = Long.MIN_VALUE;
    heapBytes = 0;
    TaskInfo task = getRuntimeContext().getTaskInfo();
    KeyGroupRange own =
        KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
            Lanes.COUNT, task.getNumberOfParallelSubtasks(), task.getIndexOfThisSubtask());
    for (int number = own.getStartKeyGroup(); number <= own.getEndKeyGroup(); number++) {
      Lane lane = new Lane();
      lanes[number] = lane;
      setCurrentKey(Lanes.keyOf(number));
      heapBytes += lane.restore(log);
    }
    JobMetrics metrics = JobMetrics.of(getMetricGroup());
    duplicates = metrics.counter(Metric.TRANSACTIONS_DUPLICATE);
    metrics.gauge(Metric.DEDUP_HEAP, () -> heapBytes);
    metrics.gauge(Metric.DEDUP_HORIZON, () -> horizonMillis / 1000);
  }

  @Override
  public void processElement(StreamRecord<Transaction> element) throws Exception {
    Transaction transaction = element.getValue();
    long now = getProcessingTimeService().getCurrentProcessingTime();
    if (now >= nextExpiry) {
      expire(now);
    }
    epoch = Math.max(epoch, Math.floorDiv(now, epochMillis));
    Lane lane = Objects.requireNonNull(lanes[Lanes.laneOf(transaction.idHigh())]);
    if (lane.contains(transaction.idHigh(), transaction.idLow())) {
      Objects.requireNonNull(duplicates).inc();
      Objects.requireNonNull(counts).tally().add(RunCount.DUPLICATES, 1);
      return;
    }
    heapBytes +=
        lane.add(epoch, transaction.idHigh(), transaction.idLow(), Objects.requireNonNull(log));
    if (heapBytes > budgetBytes) {
      forgetEarly(now);
      setCurrentKey(Lanes.keyOf(Lanes.laneOf(transaction.idHigh())));
    }
    output.collect(element);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    for (int number = 0; number < lanes.length; number++) {
      Lane lane = lanes[number];
      if (lane != null && lane.isChanged()) {
        setCurrentKey(Lanes.keyOf(number));
        lane.write(Objects.requireNonNull(log));
      }
    }
    Objects.requireNonNull(counts).snapshot();
  }

  /** Forgets every epoch whose last moment is older than the ttl. */
  private void expire(long now) throws Exception {
    long oldest;
    while ((oldest = oldestEpoch()) != Long.MAX_VALUE && end(oldest) + ttlMillis <= now) {
      forget(oldest);
    }
    nextExpiry =
        oldest == Long.MAX_VALUE
            ? now + epochMillis
            : Math.min(end(oldest) + ttlMillis, now + epochMillis);
    horizonMillis = ttlMillis;
  }

  private void forgetEarly(long now) throws Exception {
    long oldest = oldestEpoch();
    long age = now - end(oldest);
    forget(oldest);
    horizonMillis = Math.min(ttlMillis, Math.max(0, age));
    LOG.warn(
        "dedup/heap of {} MB is full: ids older than {} s are forgotten before dedup/ttl, so later"
            + " repeats of theirs are sent again; give more heap or more subtasks",
        budgetBytes / 1_000_000,
        horizonMillis / 1000);
  }

  private void forget(long oldest) throws Exception {
    for (int number = 0; number < lanes.length; number++) {
      Lane lane = lanes[number];
      if (lane != null && lane.oldestEpoch() == oldest) {
        setCurrentKey(Lanes.keyOf(number));
        heapBytes -= lane.forget(oldest, Objects.requireNonNull(log));
      }
    }
  }

  private long oldestEpoch() {
    long oldest = Long.MAX_VALUE;
    for (Lane lane : lanes) {
      if (lane != null) {
        oldest = Math.min(oldest, lane.oldestEpoch());
      }
    }
    return oldest;
  }

  private long end(long epochNumber) {
    return (epochNumber + 1) * epochMillis;
  }
}
