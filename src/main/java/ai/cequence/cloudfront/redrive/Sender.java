package ai.cequence.cloudfront.redrive;

import ai.cequence.cloudfront.bridge.http.BridgeClient;
import ai.cequence.cloudfront.bridge.http.Delivery;
import ai.cequence.cloudfront.bridge.http.Outcome;
import ai.cequence.cloudfront.transaction.TransactionBatch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Sends batches at a limited rate and waits for what becomes of them. For one thread. */
final class Sender {
  /** Batches in the client's hands: enough to keep it busy. */
  private static final int MOST_OPEN = 16;

  private final BridgeClient client;
  private final SendRate rate;
  private final Duration patience;
  private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
  private int open;

  /** The Bridge has not judged anything for too long. */
  static final class OutOfPatience extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /**
   * @param perSecond transactions
   * @param patience how long at most without any outcome
   */
  Sender(BridgeClient client, int perSecond, Duration patience) {
    this.client = client;
    this.rate = new SendRate(perSecond, System.nanoTime());
    this.patience = patience;
  }

  /**
   * Sends all and returns when each transaction is settled.
   *
   * @param settled hears of each id, and whether the Bridge took it
   */
  void send(List<TransactionBatch> batches, BiConsumer<String, Boolean> settled)
      throws InterruptedException, OutOfPatience {
    for (TransactionBatch batch : batches) {
      while (open >= MOST_OPEN) {
        settle(settled);
      }
      TimeUnit.NANOSECONDS.sleep(rate.take(batch.size(), System.nanoTime()));
      submit(Delivery.first(batch));
    }
    while (open > 0) {
      settle(settled);
    }
  }

  private void submit(Delivery delivery) {
    open++;
    var unused = client.submit(delivery, updated -> {}).thenAccept(outcomes::add);
  }

  private void settle(BiConsumer<String, Boolean> settled)
      throws InterruptedException, OutOfPatience {
    Outcome outcome = outcomes.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (outcome == null) {
      throw new OutOfPatience();
    }
    open--;
    if (outcome instanceof Outcome.Split split) {
      split.pieces().forEach(this::submit);
    } else if (outcome instanceof Outcome.Delivered delivered) {
      settled(delivered.delivery().batch(), true, settled);
    } else if (outcome instanceof Outcome.Refused refused) {
      settled(refused.delivery().batch(), false, settled);
    }
  }

  private static void settled(
      TransactionBatch batch, boolean taken, BiConsumer<String, Boolean> settled) {
    for (int i = 0; i < batch.size(); i++) {
      settled.accept(batch.id(i), taken);
    }
  }
}
