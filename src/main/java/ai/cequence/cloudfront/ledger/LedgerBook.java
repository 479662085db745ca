package ai.cequence.cloudfront.ledger;

import ai.cequence.cloudfront.concurrent.DaemonThreads;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.state.ManagedInitializationContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries a {@link Ledger} into files. At a checkpoint the counts since the last one become a
 * delta, which stays in the operator's state until it is written; it is written once a checkpoint
 * that holds it is complete. A notification or a write that fails delays it until the next one.
 *
 * <p>Called by the task's thread; a thread of its own writes.
 */
public final class LedgerBook implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerBook.class);

  /** Deltas that wait; while the folder cannot be written, further ones are added to the last. */
  private static final int MOST_WAITING = 16;

  private static final int LAST_TRIES = 3;
  private static final long LAST_WAIT_SECONDS = 10;

  /**
   * The same in all subtasks. Not a union list: Flink completes no checkpoint once a subtask with
   * one has ended before the others, and the others' end waits for a checkpoint.
   */
  private static final MapStateDescriptor<String, String> LINEAGE =
      new MapStateDescriptor<>(
          "ledger-lineages", StringSerializer.INSTANCE, StringSerializer.INSTANCE);

  private static final String FIRST_JOB = "first-job";

  private final Ledger ledger;
  private final LedgerFolder folder;
  private final Clock clock;
  private final LedgerOrigin origin;
  private final ListState<byte[]> state;
  private final BroadcastState<String, String> lineage;
  private final ThreadPoolExecutor writer =
      new ThreadPoolExecutor(
          0, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new DaemonThreads("ledger"));

  /** Oldest first. Guarded by this. */
  private final List<Waiting> waiting = new ArrayList<>();

  private long complete = -1;
  private boolean writing;

  private LedgerBook(
      Ledger ledger,
      LedgerFolder folder,
      Clock clock,
      LedgerOrigin origin,
      ListState<byte[]> state,
      BroadcastState<String, String> lineage) {
    this.ledger = ledger;
    this.folder = folder;
    this.clock = clock;
    this.origin = origin;
    this.state = state;
    this.lineage = lineage;
  }

  /**
   * Opens the book of an operator's subtask, and writes what a checkpoint held unwritten.
   *
   * @param operator the operator's uid
   * @param runtime tells job and subtask
   * @param context tells the checkpoint that is restored, and has the state
   */
  public static LedgerBook restore(
      Ledger ledger,
      LedgerFolder folder,
      String operator,
      RuntimeContext runtime,
      ManagedInitializationContext context)
      throws Exception {
    String jobId = runtime.getJobInfo().getJobId().toString();
    long restoredFrom = context.getRestoredCheckpointId().orElse(-1);
    OperatorStateStore store = context.getOperatorStateStore();
    ListState<byte[]> state =
        store.getListState(
            new ListStateDescriptor<>("ledger-deltas", BytePrimitiveArraySerializer.INSTANCE));
    BroadcastState<String, String> lineage = store.getBroadcastState(LINEAGE);
    String restored = lineage.get(FIRST_JOB);
    String first = restored == null ? jobId : restored;
    LedgerBook book =
        new LedgerBook(
            ledger,
            folder,
            Clock.systemUTC(),
            new LedgerOrigin(
                first,
                jobId,
                restoredFrom,
                operator,
                runtime.getTaskInfo().getIndexOfThisSubtask()),
            state,
            lineage);
    for (byte[] delta : state.get()) {
      book.waiting.add(new Waiting(LedgerDelta.decode(delta), true));
    }
    book.completed(restoredFrom);
    return book;
  }

  /** Puts the counts since the last checkpoint, and all that is not written, into this one. */
  public synchronized void snapshot(long checkpoint) throws Exception {
    if (ledger.size() > 0) {
      add(new LedgerDelta(origin, checkpoint, clock.instant(), ledger.take()));
    }
    List<byte[]> encoded = new ArrayList<>();
    for (Waiting entry : waiting) {
      encoded.add(entry.delta.encode());
    }
    state.update(encoded);
    lineage.put(FIRST_JOB, origin.lineage());
  }

  /** A checkpoint is complete: what it holds may be written. */
  public synchronized void completed(long checkpoint) {
    complete = Math.max(complete, checkpoint);
    if (!writing && hasCovered()) {
      writing = true;
      writer.execute(this::writeCovered);
    }
  }

  /** Distribution-hours in hand, those of unwritten deltas included. */
  public synchronized int size() {
    return ledger.size() + waitingRows();
  }

  private synchronized int waitingRows() {
    return waiting.stream().mapToInt(entry -> entry.delta.hours().size()).sum();
  }

  /** Waits a moment for what may be written. What is not stays in the last checkpoint. */
  @Override
  public void close() {
    try {
      for (int attempt = 0; attempt < LAST_TRIES && hasCovered(); attempt++) {
        completed(-1);
        writer.submit(() -> {}).get(LAST_WAIT_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      LOG.warn(
          "The ledger at {} cannot be written in time; the last checkpoint holds the rest",
          folder.path());
    } finally {
      writer.shutdownNow();
    }
  }

  /**
   * While the folder cannot be written, counts are added to the last delta that nobody has tried to
   * write: the sum has the newest checkpoint's number, so it is written only where a checkpoint is
   * complete that holds the sum and no longer its parts.
   */
  private void add(LedgerDelta delta) {
    LedgerDelta sum = delta;
    while (waiting.size() >= MOST_WAITING && !waiting.get(waiting.size() - 1).tried) {
      sum = sum.with(waiting.remove(waiting.size() - 1).delta);
    }
    waiting.add(new Waiting(sum, false));
  }

  private synchronized boolean hasCovered() {
    return waiting.stream().anyMatch(this::isCovered);
  }

  private boolean isCovered(Waiting entry) {
    return entry.delta.checkpoint() <= complete;
  }

  /** Whatever it ends by, the next checkpoint begins it again. */
  private void writeCovered() {
    boolean done = false;
    try {
      done = writeAllCovered();
    } finally {
      if (!done) {
        stopped();
      }
    }
  }

  /** Writes until there is nothing left to write; false where the folder cannot be written. */
  private boolean writeAllCovered() {
    Waiting entry;
    while ((entry = nextCovered()) != null) {
      try {
        folder.write(entry.delta.name(), entry.delta.encode());
      } catch (IOException | RuntimeException e) {
        LOG.warn(
            "The ledger cannot be written to {}: {} ({}); {} rows wait for the next checkpoint",
            folder.path(),
            e.getClass().getSimpleName(),
            e.getMessage(),
            waitingRows());
        return false;
      }
      written(entry);
    }
    return true;
  }

  /** The oldest delta that may be written, or null, which ends the writing. */
  private synchronized @Nullable Waiting nextCovered() {
    for (Waiting entry : waiting) {
      if (isCovered(entry)) {
        entry.tried = true;
        return entry;
      }
    }
    writing = false;
    return null;
  }

  private synchronized void written(Waiting entry) {
    waiting.remove(entry);
  }

  private synchronized void stopped() {
    writing = false;
  }

  /** A delta that is not written yet. */
  private static final class Waiting {
    final LedgerDelta delta;

    /** Whether it may have been written all the same; so it is, once an earlier process had it. */
    boolean tried;

    Waiting(LedgerDelta delta, boolean tried) {
      this.delta = delta;
      this.tried = tried;
    }
  }
}
