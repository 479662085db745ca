package ai.cequence.cloudfront.source.kinesis.reader;

import ai.cequence.cloudfront.metrics.JobMetrics;
import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.metrics.Metric.Dimension;
import ai.cequence.cloudfront.source.kinesis.split.ShardSplit;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.apache.flink.metrics.Counter;

/**
 * What a reader tells. Each counter is written by one thread. At most {@value #MOST_SHARDS} shards
 * get a gauge of their own; the reader's own gauge is the worst of all its shards.
 */
final class ReaderMetrics {
  static final int MOST_SHARDS = 64;

  private final JobMetrics metrics;
  private final LongSupplier clock;
  private final Map<String, ShardProgress> shards = new ConcurrentHashMap<>();
  private final Map<String, Boolean> named = new ConcurrentHashMap<>();
  private final Counter records;
  private final Counter bytes;
  private final Counter throttles;
  private final Counter errors;
  private final Counter resubscriptions;
  private final Counter iteratorsExpired;
  private final Counter finished;
  private final Counter positionsExpired;
  private volatile long newestArrivalMillis;

  /**
   * @param clock milliseconds since 1970
   * @param steady milliseconds that never go back
   */
  ReaderMetrics(JobMetrics metrics, LongSupplier clock, LongSupplier steady) {
    this.metrics = metrics;
    this.clock = clock;
    records = metrics.counter(Metric.KINESIS_RECORDS);
    bytes = metrics.counter(Metric.KINESIS_BYTES);
    throttles = metrics.counter(Metric.KINESIS_THROTTLES);
    errors = metrics.counter(Metric.KINESIS_ERRORS);
    resubscriptions = metrics.counter(Metric.KINESIS_RESUBSCRIPTIONS);
    iteratorsExpired = metrics.counter(Metric.KINESIS_ITERATORS_EXPIRED);
    finished = metrics.counter(Metric.KINESIS_SHARDS_FINISHED);
    positionsExpired = metrics.counter(Metric.KINESIS_POSITIONS_EXPIRED);
    metrics.gauge(Metric.KINESIS_SHARDS_OPEN, shards::size);
    metrics.gauge(Metric.KINESIS_LAG, () -> most(p -> p.lagMillis(clock.getAsLong()), -1));
    JobMetrics ofSource = metrics.with(Dimension.SOURCE, "kinesis");
    ofSource.gauge(
        Metric.OLDEST_UNREAD_AGE, () -> most(p -> p.lagMillis(clock.getAsLong()), 0) / 1_000);
    ofSource.gauge(Metric.NEWEST_ARRIVAL_AGE, this::newestArrivalAge);
    metrics.gauge(
        Metric.KINESIS_SILENCE, () -> most(p -> p.silenceMillis(steady.getAsLong()), 0) / 1_000);
    metrics.gauge(
        Metric.KINESIS_RETENTION_USED,
        () -> Math.round(100 * mostUsed(p -> p.retentionUsed(clock.getAsLong()))));
  }

  void opened(ShardSplit split, ShardProgress progress) {
    shards.put(split.splitId(), progress);
    if (named.size() >= MOST_SHARDS || named.putIfAbsent(split.splitId(), true) != null) {
      return;
    }
    String id = split.splitId();
    metrics
        .with(Dimension.SHARD, id.substring(id.indexOf('/') + 1))
        .gauge(
            Metric.KINESIS_SHARD_LAG,
            () -> {
              ShardProgress now = shards.get(id);
              return now == null ? 0L : now.lagMillis(clock.getAsLong());
            });
  }

  void closed(String splitId) {
    shards.remove(splitId);
  }

  Collection<ShardProgress> shards() {
    return shards.values();
  }

  /** An answer came; the newest record in it arrived then, or there is none and that is 0. */
  void received(long newRecords, long newBytes, long arrivalMillis) {
    records.inc(newRecords);
    bytes.inc(newBytes);
    newestArrivalMillis = Math.max(newestArrivalMillis, arrivalMillis);
  }

  void throttled() {
    throttles.inc();
  }

  void failed() {
    errors.inc();
  }

  void resubscribed() {
    resubscriptions.inc();
  }

  void iteratorExpired() {
    iteratorsExpired.inc();
  }

  void finished() {
    finished.inc();
  }

  void positionExpired() {
    positionsExpired.inc();
  }

  /** A reader that a reshard has left without shards would tell of an arrival long ago for ever. */
  private long newestArrivalAge() {
    long newest = newestArrivalMillis;
    return newest == 0 || shards.isEmpty() ? -1 : Math.max(0, clock.getAsLong() - newest) / 1_000;
  }

  private long most(ToLongFunction<ShardProgress> of, long none) {
    return shards.values().stream().mapToLong(of).max().orElse(none);
  }

  private double mostUsed(ToDoubleFunction<ShardProgress> of) {
    return shards.values().stream().mapToDouble(of).max().orElse(0);
  }
}
