package ai.cequence.cloudfront.source.kinesis.reader;

import ai.cequence.cloudfront.source.kinesis.proxy.RecordPage;

/**
 * An answer on its way from the event loop to the task.
 *
 * @param askedMillis when the call began: what arrived before then and is not in here comes later
 *     only if the page says so
 */
record Fetched(ShardFetcher fetcher, RecordPage page, long askedMillis) {}
