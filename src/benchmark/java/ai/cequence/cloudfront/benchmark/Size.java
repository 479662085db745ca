package ai.cequence.cloudfront.benchmark;

/**
 * What a load needs of AWS, by arithmetic from measured figures.
 *
 * @param rate requests a second, at the busiest hour
 * @param cpuSecondsPerMillion CPU-seconds of the job for a million transactions, as {@code
 *     scripts/benchmark.sh job} prints them
 * @param ttlSeconds how long an id is remembered
 */
record Size(long rate, double cpuSecondsPerMillion, long ttlSeconds) {
  /**
   * Of a body before compression, for each transaction, as {@code scripts/benchmark.sh egress}
   * prints it.
   */
  static final long BODY_BYTES = 1_222;

  /** The same as sent with {@code bridge/gzip=true}. */
  static final long BODY_BYTES_GZIP = 123;

  /** Heap of an id in a table. */
  static final long HEAP_BYTES_PER_ID = 24;

  /**
   * Heap of an id in a cold block, as the least {@code dedup/heap} is reckoned: 1.6 bytes of filter
   * may take three quarters of it, and an id stays for up to a sixth of the ttl longer.
   */
  static final double LEAST_HEAP_BYTES_PER_ID = 2.5;

  /** An id in a checkpoint, and on the disk of a KPU. */
  static final long STATE_BYTES_PER_ID = 17;

  /**
   * Half of a KPU's CPU for the load; the rest for checkpoints, and to catch up after an outage.
   */
  private static final double USED = 0.5;

  private static final long DISK_BYTES_PER_KPU = 50_000_000_000L;

  /** Share of the disk that live state may take: compaction needs room of its own. */
  private static final double DISK_USED = 0.5;

  private static final long RECORD_BYTES = 1_000;
  private static final long SHARD_RECORDS = 1_000;
  private static final long SHARD_BYTES = 1_000_000;
  private static final long ROUND_SECONDS = 10;
  private static final long LISTS_PER_ROUND = 2;
  private static final long MILLION = 1_000_000;

  /** KPUs for the job; the service bills one more for its own work. */
  long kpus() {
    double cpu = rate * cpuSecondsPerMillion / MILLION / USED;
    double disk = (double) ids() * STATE_BYTES_PER_ID / (DISK_BYTES_PER_KPU * DISK_USED);
    return Math.max(1, (long) Math.ceil(Math.max(cpu, disk)));
  }

  /** Identifiers that are known at the same time. */
  long ids() {
    return rate * ttlSeconds;
  }

  /** Heap, bytes a KPU, that would hold all identifiers in tables: the setting dedup/heap. */
  long heapBytesPerKpu() {
    return ids() * HEAP_BYTES_PER_ID / kpus();
  }

  /** Heap, bytes a KPU, below which identifiers would be forgotten before the ttl. */
  long leastHeapBytesPerKpu() {
    return (long) (ids() * LEAST_HEAP_BYTES_PER_ID / kpus());
  }

  /** Bytes of a checkpoint's identifiers. */
  long stateBytes() {
    return ids() * STATE_BYTES_PER_ID;
  }

  /** Shards of a provisioned Kinesis stream, at records of 1 000 bytes. */
  long shards() {
    return Math.max(1, Math.max(up(rate, SHARD_RECORDS), up(rate * RECORD_BYTES, SHARD_BYTES)));
  }

  /** ListObjectsV2 calls per million requests and distribution, at rounds of 10 s. */
  long listsPerMillion() {
    return up(MILLION * LISTS_PER_ROUND, rate * ROUND_SECONDS);
  }

  /** Bytes that leave for the Bridge per million requests. */
  static long egressBytesPerMillion(boolean gzip) {
    return MILLION * (gzip ? BODY_BYTES_GZIP : BODY_BYTES);
  }

  private static long up(long dividend, long divisor) {
    return (dividend + divisor - 1) / divisor;
  }
}
