package ai.cequence.cloudfront.bridge.http;

import java.util.List;

/** What became of a delivery in the end. Failures that another attempt may cure never show here. */
public sealed interface Outcome {

  /**
   * The Bridge has the whole batch: it answered 2xx.
   *
   * @param latencyMillis from the last attempt's start to its answer
   */
  record Delivered(Delivery delivery, long latencyMillis) implements Outcome {}

  /** The Bridge does not take the batch as it is; its pieces are to be submitted in its place. */
  record Split(Delivery parent, List<Delivery> pieces) implements Outcome {}

  /**
   * The Bridge will never take this transaction, which is alone in its batch.
   *
   * @param answer beginning of the answer's body
   */
  record Refused(Delivery delivery, int status, String answer) implements Outcome {}
}
