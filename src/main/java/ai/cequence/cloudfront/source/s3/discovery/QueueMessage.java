package ai.cequence.cloudfront.source.s3.discovery;

/**
 * A message that was received and not deleted.
 *
 * @param id the same at each delivery
 * @param receipt what this delivery is extended and deleted with
 * @param body as sent
 */
record QueueMessage(String id, String receipt, String body) {}
