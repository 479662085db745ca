package ai.cequence.cloudfront.deadletter;

import ai.cequence.cloudfront.transaction.TransactionBatch;

/**
 * A transaction that the Bridge will never take.
 *
 * @param batch holds this transaction alone
 * @param status of the Bridge's answer
 * @param answer beginning of the answer's body
 */
public record RefusedTransaction(TransactionBatch batch, int status, String answer) {
  /** The fixed word in its dead letter and in metrics. */
  public static final String REASON = "refused";
}
