package ai.cequence.cloudfront.source.kinesis.proxy;

/**
 * What a stream says of itself.
 *
 * @param createdMillis since 1970; another value under the same name is another stream
 * @param retentionMillis how long it keeps records
 */
public record StreamFacts(long createdMillis, long retentionMillis) {}
