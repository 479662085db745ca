package ai.cequence.cloudfront.bridge;

import ai.cequence.cloudfront.bridge.http.Delivery;
import ai.cequence.cloudfront.deadletter.RefusedTransaction;

/** One element of the sink's state: any subtask can restore any of them. */
sealed interface BridgeWriterState {

  /**
   * A batch that the Bridge has not confirmed.
   *
   * @param sinceMillis when the sink got it, milliseconds since the epoch; 0 where that is not
   *     known
   * @param body the batch's, for checkpoints
   */
  record Unconfirmed(Delivery delivery, long sinceMillis, CompressedBody body)
      implements BridgeWriterState {
    Unconfirmed(Delivery delivery, long sinceMillis) {
      this(delivery, sinceMillis, new CompressedBody(delivery.batch().body()));
    }

    /** The same batch, after another attempt at it. */
    Unconfirmed after(Delivery updated) {
      return new Unconfirmed(updated, sinceMillis, body);
    }
  }

  /**
   * A transaction that the Bridge refused and whose dead letter is not durable yet: it is not sent
   * again.
   *
   * @param sinceMillis when the sink got it, milliseconds since the epoch; 0 where that is not
   *     known
   * @param body the transaction's, for checkpoints
   */
  record Refused(RefusedTransaction refused, long sinceMillis, CompressedBody body)
      implements BridgeWriterState {
    Refused(RefusedTransaction refused, long sinceMillis) {
      this(refused, sinceMillis, new CompressedBody(refused.batch().body()));
    }
  }

  /** The subtask's counts, as {@code RunCounts.Snapshot} encodes them. */
  record Counts(String encoded) implements BridgeWriterState {}
}
