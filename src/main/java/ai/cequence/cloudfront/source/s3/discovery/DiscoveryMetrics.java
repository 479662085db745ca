package ai.cequence.cloudfront.source.s3.discovery;

import ai.cequence.cloudfront.metrics.JobMetrics;
import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.metrics.Metric.Dimension;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What discovery counts. {@link #listCall} is thread-safe, the rest belongs to the coordinator. */
final class DiscoveryMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(DiscoveryMetrics.class);

  private static final long NONE = Long.MIN_VALUE;

  private final Counter found;
  private final Counter ignored;
  private final Counter listErrors;
  private final LongAdder listCalls = new LongAdder();
  private volatile long newestArrival = NONE;

  private volatile long oldestArrival = NONE;
  private volatile int unread;
  private volatile long listingsLeft;

  /**
   * @param clock tells ages, on the reporter's thread
   */
  DiscoveryMetrics(MetricGroup group, InstantSource clock) {
    JobMetrics metrics = JobMetrics.of(group);
    found = metrics.counter(Metric.OBJECTS_FOUND);
    ignored = metrics.counter(Metric.OBJECTS_IGNORED);
    listErrors = metrics.counter(Metric.LIST_ERRORS);
    metrics.gauge(Metric.LIST_CALLS, listCalls::sum);
    metrics.gauge(Metric.OBJECTS_UNREAD, () -> unread);
    metrics.gauge(Metric.STRANDS_LEFT, () -> listingsLeft);
    JobMetrics bySource = metrics.with(Dimension.SOURCE, "s3");
    bySource.gauge(Metric.OLDEST_UNREAD_AGE, () -> age(oldestArrival, clock.instant(), 0));
    bySource.gauge(Metric.NEWEST_ARRIVAL_AGE, () -> age(newestArrival, clock.instant(), -1));
  }

  /**
   * What is known and not read now.
   *
   * @param objects how many
   * @param oldest when the oldest was stored, in seconds since the epoch
   * @param listings of the current round that are left
   */
  void unread(int objects, OptionalLong oldest, long listings) {
    unread = objects;
    oldestArrival = oldest.orElse(NONE);
    listingsLeft = listings;
  }

  private static long age(long arrived, Instant now, long whereNone) {
    return arrived == NONE ? whereNone : Math.max(0, now.getEpochSecond() - arrived);
  }

  /**
   * @param arrived when the object was stored, in seconds since the epoch
   */
  void found(long arrived) {
    found.inc();
    newestArrival = Math.max(newestArrival, arrived);
  }

  void ignored() {
    ignored.inc();
  }

  void listCall() {
    listCalls.increment();
  }

  void listError() {
    listErrors.inc();
  }

  void completed(URI folder, int remembered) {
    LOG.debug("Listed all of the window of {}; {} objects are remembered", folder, remembered);
  }
}
