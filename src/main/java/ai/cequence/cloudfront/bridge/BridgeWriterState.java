package ai.cequence.cloudfront.bridge;

import ai.cequence.cloudfront.bridge.http.Delivery;
import ai.cequence.cloudfront.deadletter.RefusedTransaction;

/** One element of the sink's state: any subtask can restore any of them. */
sealed interface BridgeWriterState {

  /** A batch that the Bridge has not confirmed. */
  record Unconfirmed(Delivery delivery) implements BridgeWriterState {}

  /**
   * A transaction that the Bridge refused and whose dead letter is not durable yet: it is not sent
   * again.
   */
  record Refused(RefusedTransaction refused) implements BridgeWriterState {}

  /** The subtask's counts, as {@code RunCounts.Snapshot} encodes them. */
  record Counts(String encoded) implements BridgeWriterState {}
}
