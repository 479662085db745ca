package ai.cequence.cloudfront.redrive;

import ai.cequence.cloudfront.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * What can be made of a dead letter now.
 *
 * @param transaction to be sent, or null
 * @param explanation why there is none; empty where there is one
 */
record Revived(@Nullable Transaction transaction, String explanation) {

  static Revived as(Transaction transaction) {
    return new Revived(transaction, "");
  }

  static Revived not(String explanation) {
    return new Revived(null, explanation);
  }
}
