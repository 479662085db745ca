package ai.cequence.cloudfront.bridge;

import ai.cequence.cloudfront.bridge.BridgeWriterState.Refused;
import ai.cequence.cloudfront.bridge.BridgeWriterState.Unconfirmed;
import ai.cequence.cloudfront.config.Settings;
import ai.cequence.cloudfront.transaction.TransactionBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The sink under a test's eyes: what it was given before each checkpoint, what a restore gave it
 * back, and a switch that makes a task of it fail at once.
 */
public final class ObservedSink
    implements Sink<TransactionBatch>, SupportsWriterState<TransactionBatch, BridgeWriterState> {
  private static final long serialVersionUID = 1L;
  private static final Observed OBSERVED = new Observed();

  private final BridgeSink sink;

  public ObservedSink(Settings settings) {
    sink = new BridgeSink(settings);
  }

  /** On a clock that runs so many times as fast. */
  public static BridgeSink compressed(Settings settings, int times) {
    return new BridgeSink(
        settings, bridge -> ai.cequence.cloudfront.bridge.http.CompressedTime.lease(bridge, times));
  }

  /** What happened since {@link #forget}. */
  public static Observed observed() {
    return OBSERVED;
  }

  public static void forget() {
    OBSERVED.given.clear();
    OBSERVED.restoredBodies.clear();
    OBSERVED.restoredIds.clear();
    OBSERVED.beforeRestored.clear();
    OBSERVED.mailboxes.clear();
    OBSERVED.newestSnapshot.set(0);
    OBSERVED.start = new CountDownLatch(0);
  }

  /** Writers are made from now on only once {@link Observed#letStart} is called. */
  public static void holdStart() {
    OBSERVED.start = new CountDownLatch(1);
  }

  /** Thread-safe. */
  public static final class Observed {
    private final Map<String, Long> given = new ConcurrentHashMap<>();
    private final Map<String, byte[]> restoredBodies = new ConcurrentHashMap<>();
    private final Set<String> restoredIds = ConcurrentHashMap.newKeySet();
    private final Set<String> beforeRestored = ConcurrentHashMap.newKeySet();
    private final Map<Integer, MailboxExecutor> mailboxes = new ConcurrentHashMap<>();
    private final AtomicLong newestSnapshot = new AtomicLong();
    private volatile CountDownLatch start = new CountDownLatch(0);

    /** Writers that wait to be made are made now. */
    public void letStart() {
      start.countDown();
    }

    /** Bodies that restores gave back, by idempotency key. */
    public Map<String, byte[]> restoredBodies() {
      return Map.copyOf(restoredBodies);
    }

    /** Ids in the sink state that restores gave back. */
    public Set<String> restoredIds() {
      return Set.copyOf(restoredIds);
    }

    /** Ids that the sink had been given before the checkpoint that was restored. */
    public Set<String> beforeRestored() {
      return Set.copyOf(beforeRestored);
    }

    /** The newest checkpoint that has passed a sink. */
    public long newestSnapshot() {
      return newestSnapshot.get();
    }

    /** A task of the sink fails. */
    public void fail() {
      mailboxes
          .values()
          .iterator()
          .next()
          .execute(
              () -> {
                throw new IOException("A failure that the test injects");
              },
              "failure");
    }
  }

  @Override
  public StatefulSinkWriter<TransactionBatch, BridgeWriterState> createWriter(
      WriterInitContext context) {
    return restoreWriter(context, List.of());
  }

  @Override
  public StatefulSinkWriter<TransactionBatch, BridgeWriterState> restoreWriter(
      WriterInitContext context, Collection<BridgeWriterState> state) {
    awaitStart();
    long restored = context.getRestoredCheckpointId().orElse(0);
    OBSERVED.given.forEach(
        (id, before) -> {
          if (before <= restored) {
            OBSERVED.beforeRestored.add(id);
          }
        });
    for (BridgeWriterState element : state) {
      if (element instanceof Unconfirmed unconfirmed) {
        TransactionBatch batch = unconfirmed.delivery().batch();
        OBSERVED.restoredBodies.put(batch.idempotencyKey(), batch.body());
        ids(batch).forEach(OBSERVED.restoredIds::add);
      } else if (element instanceof Refused refused) {
        ids(refused.refused().batch()).forEach(OBSERVED.restoredIds::add);
      }
    }
    int subtask = context.getTaskInfo().getIndexOfThisSubtask();
    OBSERVED.mailboxes.put(subtask, context.getMailboxExecutor());
    return new Writer(sink.restoreWriter(context, state), restored);
  }

  private static void awaitStart() {
    try {
      if (!OBSERVED.start.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("Nobody let the writer start");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<String> ids(TransactionBatch batch) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      ids.add(batch.id(i));
    }
    return ids;
  }

  @Override
  public SimpleVersionedSerializer<BridgeWriterState> getWriterStateSerializer() {
    return sink.getWriterStateSerializer();
  }

  private static final class Writer
      implements StatefulSinkWriter<TransactionBatch, BridgeWriterState> {
    private final BridgeWriter writer;
    private long lastCheckpoint;

    Writer(BridgeWriter writer, long restored) {
      this.writer = writer;
      this.lastCheckpoint = restored;
    }

    @Override
    public void write(TransactionBatch batch, Context context) throws InterruptedException {
      // The first checkpoint that has it is the next one.
      ids(batch).forEach(id -> OBSERVED.given.putIfAbsent(id, lastCheckpoint + 1));
      writer.write(batch, context);
    }

    @Override
    public void flush(boolean endOfInput) throws InterruptedException {
      writer.flush(endOfInput);
    }

    @Override
    public List<BridgeWriterState> snapshotState(long checkpointId) {
      lastCheckpoint = checkpointId;
      OBSERVED.newestSnapshot.accumulateAndGet(checkpointId, Math::max);
      return writer.snapshotState(checkpointId);
    }

    @Override
    public void close() {
      writer.close();
    }
  }
}
