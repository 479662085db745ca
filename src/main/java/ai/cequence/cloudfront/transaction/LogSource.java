package ai.cequence.cloudfront.transaction;

/**
 * The kind of CloudFront log that a transaction was read from. Checkpoints hold the names of these,
 * so they never change.
 */
public enum LogSource {
  /** Standard logs, v1 or v2, read from objects in S3 or files in a folder. */
  S3,
  /** Real-time logs, read from Kinesis Data Streams. */
  KINESIS
}
