package ai.cequence.cloudfront.source.kinesis.reader;

import ai.cequence.cloudfront.source.kinesis.proxy.StreamProxy;

/** What all fetchers of one reader share. */
record FetchContext(
    StreamProxy proxy,
    EventLoop loop,
    ShardFetcher.Sink sink,
    ReaderMetrics metrics,
    ExpiredPosition expired,
    ByteBudget budget) {}
