package ai.cequence.cloudfront.bridge;

import ai.cequence.cloudfront.bridge.BridgeWriterState.Counts;
import ai.cequence.cloudfront.bridge.BridgeWriterState.Unconfirmed;
import ai.cequence.cloudfront.bridge.http.BridgeClients;
import ai.cequence.cloudfront.bridge.http.Delivery;
import ai.cequence.cloudfront.bridge.http.Outcome;
import ai.cequence.cloudfront.deadletter.DeadLetters;
import ai.cequence.cloudfront.deadletter.RefusedTransaction;
import ai.cequence.cloudfront.gate.Gate;
import ai.cequence.cloudfront.ledger.Ledger;
import ai.cequence.cloudfront.metrics.JobMetrics;
import ai.cequence.cloudfront.metrics.RunCount;
import ai.cequence.cloudfront.metrics.RunCounts;
import ai.cequence.cloudfront.transaction.TransactionBatch;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subtask of {@link BridgeSink}: holds every batch until the Bridge has confirmed it or its
 * dead letters are durable.
 *
 * <p>Threads: everything runs on the task's thread; outcomes come back to it through the mailbox.
 * {@link #write} waits only when the writer is full, which the gate prevents.
 */
final class BridgeWriter implements StatefulSinkWriter<TransactionBatch, BridgeWriterState> {
  static final long CAP_BYTES = 32_000_000;

  private static final Logger LOG = LoggerFactory.getLogger(BridgeWriter.class);

  private final BridgeClients.Lease lease;
  private final DeadLetters deadLetters;
  private final Gate.Meter meter;
  private final RunCounts.Tally tally;
  private final Ledger ledger;
  private final MailboxExecutor mailbox;
  private final DeliveryLog log;
  private final BridgeMetrics metrics;
  private final Clock clock;

  private final Map<Long, Held> held = new LinkedHashMap<>();
  private long nextNumber;
  private long heldBytes;
  private boolean closed;

  /** Something not finished, and since when it is held. */
  private record Held(BridgeWriterState state, int bytes, long sinceMillis) {}

  BridgeWriter(
      BridgeClients.Lease lease,
      DeadLetters deadLetters,
      Gate gate,
      RunCounts counts,
      RunCounts.Tally tally,
      Ledger ledger,
      MailboxExecutor mailbox,
      DeliveryLog log,
      JobMetrics jobMetrics,
      Clock clock,
      Collection<BridgeWriterState> restored) {
    this.lease = lease;
    this.deadLetters = deadLetters;
    this.meter = gate.register(CAP_BYTES);
    this.tally = tally;
    this.ledger = ledger;
    this.mailbox = mailbox;
    this.log = log;
    this.clock = clock;
    this.metrics = new BridgeMetrics(jobMetrics, lease.client(), this::oldestMillis);
    restore(restored, counts);
  }

  @Override
  public void write(TransactionBatch batch, Context context) throws InterruptedException {
    while (heldBytes >= CAP_BYTES) {
      mailbox.yield();
    }
    submit(Delivery.first(batch));
  }

  @Override
  public void flush(boolean endOfInput) throws InterruptedException {
    deadLetters.roll();
    if (!endOfInput) {
      return;
    }
    while (!held.isEmpty()) {
      mailbox.yield();
      deadLetters.roll();
    }
    log.report();
  }

  @Override
  public List<BridgeWriterState> snapshotState(long checkpointId) {
    List<BridgeWriterState> state = new ArrayList<>(held.size() + 1);
    for (Held entry : held.values()) {
      state.add(entry.state());
    }
    state.add(new Counts(tally.snapshot().encode()));
    return state;
  }

  @Override
  public void close() {
    closed = true;
    meter.close();
    deadLetters.close();
    lease.close();
  }

  /**
   * Takes up what a checkpoint held; the work that another process left is counted as this one's.
   */
  private void restore(Collection<BridgeWriterState> restored, RunCounts counts) {
    boolean foreign = false;
    for (BridgeWriterState state : restored) {
      if (state instanceof Counts stored) {
        RunCounts.Snapshot snapshot = RunCounts.Snapshot.decode(stored.encoded());
        tally.restore(snapshot);
        foreign |= !counts.wrote(snapshot);
      }
    }
    long transactions = 0;
    for (BridgeWriterState state : restored) {
      if (state instanceof Unconfirmed unconfirmed) {
        transactions += unconfirmed.delivery().batch().size();
        submit(unconfirmed.delivery());
      } else if (state instanceof BridgeWriterState.Refused refused) {
        transactions++;
        bury(refused.refused());
      }
    }
    if (foreign || (transactions > 0 && restored.stream().noneMatch(Counts.class::isInstance))) {
      tally.add(RunCount.LINES, transactions);
      tally.add(RunCount.TRANSACTIONS, transactions);
    }
    if (transactions > 0) {
      LOG.info("{} transactions of the checkpoint are sent again under their keys", transactions);
    }
  }

  private void submit(Delivery delivery) {
    long number = hold(new Unconfirmed(delivery), delivery.batch());
    var unused =
        lease
            .client()
            .submit(delivery, updated -> later(() -> attemptFailed(number, updated)))
            .thenAccept(outcome -> later(() -> settle(number, outcome)));
  }

  /** Back to the task's thread; after the end of the task there is nobody to tell. */
  private void later(Runnable task) {
    try {
      mailbox.execute(() -> runUnlessClosed(task), "answer of the Bridge");
    } catch (java.util.concurrent.RejectedExecutionException e) {
      LOG.debug("An answer of the Bridge came after the end of its task");
    }
  }

  private void runUnlessClosed(Runnable task) {
    if (!closed) {
      task.run();
    }
  }

  private void attemptFailed(long number, Delivery updated) {
    tally.add(RunCount.REQUESTS, 1);
    if (updated.attempts() > 1) {
      tally.add(RunCount.RETRIES, 1);
    }
    held.computeIfPresent(
        number,
        (n, entry) -> new Held(new Unconfirmed(updated), entry.bytes(), entry.sinceMillis()));
  }

  private void settle(long number, Outcome outcome) {
    if (outcome instanceof Outcome.Delivered delivered) {
      countAttempt(delivered.delivery());
      TransactionBatch batch = delivered.delivery().batch();
      tally.add(RunCount.DELIVERED, batch.size());
      metrics.delivered(batch.size());
      ledger.delivered(batch);
      log.delivered(batch);
      release(number);
    } else if (outcome instanceof Outcome.Split split) {
      countAttempt(split.parent());
      split.pieces().forEach(this::submit);
      release(number);
    } else if (outcome instanceof Outcome.Refused refused) {
      countAttempt(refused.delivery());
      bury(new RefusedTransaction(refused.delivery().batch(), refused.status(), refused.answer()));
      release(number);
    }
  }

  /** The last attempt of a delivery is not among its failed ones. */
  private void countAttempt(Delivery delivery) {
    tally.add(RunCount.REQUESTS, 1);
    if (delivery.attempts() > 0) {
      tally.add(RunCount.RETRIES, 1);
    }
  }

  /** Holds a refused transaction until its dead letter is durable. */
  private void bury(RefusedTransaction refused) {
    long number = hold(new BridgeWriterState.Refused(refused), refused.batch());
    var unused =
        deadLetters
            .add(refused)
            .thenRun(
                () ->
                    later(
                        () -> {
                          tally.add(RunCount.DEAD_LETTERED, 1);
                          ledger.deadLettered(refused.batch());
                          metrics.deadLettered();
                          release(number);
                        }));
  }

  private long hold(BridgeWriterState state, TransactionBatch batch) {
    long number = nextNumber++;
    int bytes = batch.body().length + 4 * batch.starts().length;
    held.put(number, new Held(state, bytes, clock.millis()));
    heldBytes += bytes;
    meter.set(heldBytes);
    return number;
  }

  private void release(long number) {
    Held entry = held.remove(number);
    if (entry != null) {
      heldBytes -= entry.bytes();
      meter.set(heldBytes);
    }
  }

  /** Since when the oldest batch is held, milliseconds since the epoch; 0 where none is. */
  private long oldestMillis() {
    // Read by the metrics' thread: a value that is a moment old, or missed once, does no harm.
    try {
      var oldest = held.values().iterator();
      return oldest.hasNext() ? oldest.next().sinceMillis() : 0;
    } catch (java.util.ConcurrentModificationException e) {
      return 0;
    }
  }
}
