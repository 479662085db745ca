package ai.cequence.cloudfront.parse;

/**
 * A record that cannot become a transaction.
 *
 * @param reason why
 * @param detail what was expected and what was found
 * @param origin object and line ({@code s3://bucket/key:17}), or shard and sequence number
 * @param record the raw bytes, after redaction; possibly only their beginning, where {@code detail}
 *     says so
 */
public record Rejection(RejectReason reason, String detail, String origin, byte[] record) {}
