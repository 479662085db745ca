package ai.cequence.cloudfront.source.kinesis.proxy;

/**
 * One record of a shard.
 *
 * @param arrivalMillis when the stream took it, roughly
 * @param data not copied; belongs to the record
 */
public record KinesisRecord(String sequenceNumber, long arrivalMillis, byte[] data) {}
