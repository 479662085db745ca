package ai.cequence.cloudfront.source.kinesis.reader;

import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says loudly when a shard is not read for so long that its records are about to be trimmed: while
 * the gate is closed nobody else would. Runs on the event loop, whatever the task does.
 */
final class RetentionWatch {
  static final double LOUD = 0.75;
  static final long LOOK_MILLIS = 10_000;
  static final long REPEAT_MILLIS = 300_000;

  private static final Logger LOG = LoggerFactory.getLogger(RetentionWatch.class);

  private final EventLoop loop;
  private final ReaderMetrics metrics;
  private long quietUntilMillis = Long.MIN_VALUE;

  RetentionWatch(EventLoop loop, ReaderMetrics metrics) {
    this.loop = loop;
    this.metrics = metrics;
  }

  void start() {
    loop.after(LOOK_MILLIS, this::look);
  }

  private void look() {
    long now = loop.nowMillis();
    for (ShardProgress progress : metrics.shards()) {
      double used = progress.retentionUsed(now);
      if (used >= LOUD && loop.steadyMillis() >= quietUntilMillis) {
        quietUntilMillis = loop.steadyMillis() + REPEAT_MILLIS;
        LOG.error(
            "{}/{} has been read up to {} only: {} % of its retention of {} are used up, and what is"
                + " older than that is lost. Is the Bridge down, or is the job too small?",
            progress.streamArn(),
            progress.shardId(),
            Instant.ofEpochMilli(progress.readUpToMillis()),
            Math.round(100 * used),
            Duration.ofMillis(progress.retentionMillis()));
      }
    }
    loop.after(LOOK_MILLIS, this::look);
  }
}
