package ai.cequence.cloudfront.bridge.http;

import ai.cequence.cloudfront.transaction.TransactionBatch;

/**
 * A batch on its way, with what has been tried so far. Immutable; kept through checkpoints.
 *
 * @param batch what is sent
 * @param attempts requests that were answered with a failure, or not at all
 * @param firstFailureMillis time of the first of them, milliseconds since the epoch; 0 where there
 *     was none
 */
public record Delivery(TransactionBatch batch, int attempts, long firstFailureMillis) {

  /** A batch that was never sent. */
  public static Delivery first(TransactionBatch batch) {
    return new Delivery(batch, 0, 0);
  }

  Delivery failedAt(long nowMillis) {
    return new Delivery(
        batch, attempts + 1, firstFailureMillis == 0 ? nowMillis : firstFailureMillis);
  }

  /** The transactions from (inclusive) to (exclusive), as a delivery that was never sent. */
  Delivery slice(int from, int to) {
    return first(batch.slice(from, to));
  }
}
