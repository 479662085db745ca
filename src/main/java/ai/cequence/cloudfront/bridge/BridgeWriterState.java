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
   */
  record Unconfirmed(Delivery delivery, long sinceMillis) implements BridgeWriterState {}

  /**
   * A transaction that the Bridge refused and whose dead letter is not durable yet: it is not sent
   * again.
   *
   * @param sinceMillis when the sink got it, milliseconds since the epoch; 0 where that is not
   *     known
   */
  record Refused(RefusedTransaction refused, long sinceMillis) implements BridgeWriterState {}

  /** The subtask's counts, as {@code RunCounts.Snapshot} encodes them. */
  record Counts(String encoded) implements BridgeWriterState {}
}
