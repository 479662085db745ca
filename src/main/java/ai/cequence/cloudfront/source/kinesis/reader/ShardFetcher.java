package ai.cequence.cloudfront.source.kinesis.reader;

/**
 * Fetches one shard's records in order, ahead of the task by a bounded amount. Called on the event
 * loop.
 */
interface ShardFetcher {
  String splitId();

  void start();

  /** The task has passed on the oldest answer it had. */
  void drained();

  /** Fetches nothing any more; what comes late is ignored. */
  void stop();

  /** Where a fetcher puts what it gets. Called on the event loop. */
  interface Sink {
    void fetched(Fetched fetched);

    /** The job cannot go on. */
    void failed(Throwable failure);
  }
}
