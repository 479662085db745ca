package ai.cequence.cloudfront.transaction;

import java.nio.charset.StandardCharsets;

/**
 * One viewer request with its response, already encoded for the Bridge: the JSON of contract, and
 * beside it only what the pipeline needs to route, deduplicate, group and order it.
 *
 * <p>Immutable by agreement: the array is not copied, since a transaction is made once per log line
 * and never changed after.
 *
 * @param timestampMillis when the server finished responding, milliseconds since the epoch
 * @param idHigh upper half of the 128-bit hash of the transaction id
 * @param idLow lower half of it
 * @param distribution the CloudFront distribution's id ({@code pool_id}), or its domain where the
 *     id is unknown
 * @param source where it was read from
 * @param json the transaction as UTF-8 JSON, beginning as {@link TransactionJson} describes
 */
public record Transaction(
    long timestampMillis,
    long idHigh,
    long idLow,
    String distribution,
    LogSource source,
    byte[] json) {

  /** The transaction id as the JSON holds it. */
  public String id() {
    return TransactionJson.id(json, 0);
  }

  @Override
  public String toString() {
    return new String(json, StandardCharsets.UTF_8);
  }
}
