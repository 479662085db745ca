package ai.cequence.cloudfront.pipeline;

/**
 * What the ids of one subtask take of the heap. Written by the task's thread alone; the metrics'
 * thread may read a value that is a moment old.
 */
final class IdHeap {
  private long tableBytes;
  private long filterBytes;
  private long tableIds;
  private long coldIds;

  /** Ids in tables have become more, or with negative numbers less. */
  void tables(long ids, long bytes) {
    tableIds += ids;
    tableBytes += bytes;
  }

  /** Ids in cold blocks have become more, or with negative numbers less. */
  void cold(long ids, long bytes) {
    coldIds += ids;
    filterBytes += bytes;
  }

  long bytes() {
    return tableBytes + filterBytes;
  }

  long filterBytes() {
    return filterBytes;
  }

  long ids() {
    return tableIds + coldIds;
  }

  long coldIds() {
    return coldIds;
  }
}
