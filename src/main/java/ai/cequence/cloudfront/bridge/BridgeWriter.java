package ai.cequence.cloudfront.bridge;

import ai.cequence.cloudfront.bridge.BridgeWriterState.Counts;
import ai.cequence.cloudfront.bridge.BridgeWriterState.Refused;
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
import java.util.Collection;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
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
  private final HeldWork held;
  private final RunCounts.Tally tally;
  private final Ledger ledger;
  private final MailboxExecutor mailbox;
  private final DeliveryLog log;
  private final BridgeMetrics metrics;
  private final Clock clock;

  private boolean closed;

  BridgeWriter(
      BridgeClients.Lease lease,
      DeadLetters deadLetters,
      Gate gate,
      RunCounts.Tally tally,
      Ledger ledger,
      MailboxExecutor mailbox,
      DeliveryLog log,
      JobMetrics jobMetrics,
      Clock clock) {
    this.lease = lease;
    this.deadLetters = deadLetters;
    this.meter = gate.register(CAP_BYTES);
    this.held = new HeldWork(meter);
    this.tally = tally;
    this.ledger = ledger;
    this.mailbox = mailbox;
    this.log = log;
    this.clock = clock;
    this.metrics = new BridgeMetrics(jobMetrics, lease.client(), held::oldestMillis, clock);
    ledger.heldBy(held::transactions);
  }

  /**
   * Takes up what a checkpoint held, before anything is written; the work that another process left
   * is counted as this one's.
   *
   * @param counts of this process
   */
  void restore(Collection<BridgeWriterState> restored, RunCounts counts) {
    boolean foreign = restored.stream().noneMatch(Counts.class::isInstance);
    long transactions = 0;
    for (BridgeWriterState state : restored) {
      if (state instanceof Counts stored) {
        RunCounts.Snapshot snapshot = RunCounts.Snapshot.decode(stored.encoded());
        tally.restore(snapshot);
        foreign |= !counts.wrote(snapshot);
      } else if (state instanceof Unconfirmed unconfirmed) {
        transactions += unconfirmed.delivery().batch().size();
        submit(unconfirmed.delivery(), since(unconfirmed.sinceMillis()));
      } else if (state instanceof Refused refused) {
        transactions++;
        bury(refused.refused(), since(refused.sinceMillis()));
      }
    }
    if (foreign && transactions > 0) {
      tally.add(RunCount.LINES, transactions);
      tally.add(RunCount.TRANSACTIONS, transactions);
    }
    if (transactions > 0) {
      LOG.info("{} transactions of the checkpoint are sent again under their keys", transactions);
    }
  }

  private long since(long stored) {
    return stored == 0 ? clock.millis() : stored;
  }

  @Override
  public void write(TransactionBatch batch, Context context) throws InterruptedException {
    while (held.bytes() >= CAP_BYTES) {
      mailbox.yield();
    }
    submit(Delivery.first(batch), clock.millis());
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
    List<BridgeWriterState> state = held.states();
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

  private void submit(Delivery delivery, long sinceMillis) {
    long number = held.add(new Unconfirmed(delivery, sinceMillis));
    var unused =
        lease
            .client()
            .submit(delivery, updated -> later(() -> attemptFailed(number, updated)))
            .thenAccept(outcome -> later(() -> settle(number, outcome, sinceMillis)));
  }

  /** Back to the task's thread; after the end of the task there is nobody to tell. */
  private void later(Runnable task) {
    try {
      mailbox.execute(() -> runUnlessClosed(task), "answer of the Bridge");
    } catch (RejectedExecutionException e) {
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
    held.update(number, updated);
  }

  /** What replaces a batch is held before the batch is released. */
  private void settle(long number, Outcome outcome, long sinceMillis) {
    if (outcome instanceof Outcome.Delivered delivered) {
      countAttempt(delivered.delivery());
      confirmed(delivered.delivery().batch());
    } else if (outcome instanceof Outcome.Split split) {
      countAttempt(split.parent());
      split.pieces().forEach(piece -> submit(piece, sinceMillis));
    } else if (outcome instanceof Outcome.Refused refused) {
      countAttempt(refused.delivery());
      bury(
          new RefusedTransaction(refused.delivery().batch(), refused.status(), refused.answer()),
          sinceMillis);
    }
    held.release(number);
  }

  private void confirmed(TransactionBatch batch) {
    tally.add(RunCount.DELIVERED, batch.size());
    ledger.delivered(batch);
    metrics.delivered(batch.size());
    log.delivered(batch);
  }

  /** The last attempt of a delivery is not among its failed ones. */
  private void countAttempt(Delivery delivery) {
    tally.add(RunCount.REQUESTS, 1);
    if (delivery.attempts() > 0) {
      tally.add(RunCount.RETRIES, 1);
    }
  }

  /** Holds a refused transaction until its dead letter is durable. */
  private void bury(RefusedTransaction refused, long sinceMillis) {
    long number = held.add(new Refused(refused, sinceMillis));
    var unused = deadLetters.add(refused).thenRun(() -> later(() -> buried(number, refused)));
  }

  private void buried(long number, RefusedTransaction refused) {
    tally.add(RunCount.DEAD_LETTERED, 1);
    ledger.deadLettered(refused.batch());
    metrics.deadLettered();
    held.release(number);
  }
}
