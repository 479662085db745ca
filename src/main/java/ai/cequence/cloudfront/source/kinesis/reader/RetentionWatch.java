package ai.cequence.cloudfront.source.kinesis.reader;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says loudly when a shard is not read for so long that its records are about to be trimmed: while
 * the gate is closed nobody else would. Each shard is named again after a while. Runs on the event
 * loop, whatever the task does.
 */
final class RetentionWatch {
  static final double LOUD = 0.75;
  static final long LOOK_MILLIS = 10_000;
  static final long REPEAT_MILLIS = 300_000;

  /** Shards that one look names; where the Bridge is down, all of them are behind. */
  static final int MOST_NAMED = 8;

  private static final Logger LOG = LoggerFactory.getLogger(RetentionWatch.class);

  private final EventLoop loop;
  private final ReaderMetrics metrics;

  /** When a shard may be named again, by the time for waits. */
  private final Map<ShardProgress, Long> quietUntilMillis = new HashMap<>();

  RetentionWatch(EventLoop loop, ReaderMetrics metrics) {
    this.loop = loop;
    this.metrics = metrics;
  }

  void start() {
    loop.after(LOOK_MILLIS, this::look);
  }

  private void look() {
    long now = loop.nowMillis();
    List<ShardProgress> shards = List.copyOf(metrics.shards());
    quietUntilMillis.keySet().retainAll(Set.copyOf(shards));
    List<ShardProgress> due =
        shards.stream().filter(shard -> shard.retentionUsed(now) >= LOUD && isDue(shard)).toList();
    for (ShardProgress shard : due) {
      quietUntilMillis.put(shard, loop.steadyMillis() + REPEAT_MILLIS);
    }
    due.stream().limit(MOST_NAMED).forEach(shard -> say(shard, now));
    if (due.size() > MOST_NAMED) {
      LOG.error(
          "{} more shards have more than {} % of their retention used up",
          due.size() - MOST_NAMED, Math.round(100 * LOUD));
    }
    loop.after(LOOK_MILLIS, this::look);
  }

  private boolean isDue(ShardProgress shard) {
    Long until = quietUntilMillis.get(shard);
    return until == null || loop.steadyMillis() >= until;
  }

  private static void say(ShardProgress shard, long now) {
    LOG.error(
        "{}/{} has been read up to {} only: {} % of its retention of {} are used up, and what is"
            + " older than that is lost. Is the Bridge down, or is the job too small?",
        shard.streamArn(),
        shard.shardId(),
        Instant.ofEpochMilli(shard.readUpToMillis()),
        Math.round(100 * shard.retentionUsed(now)),
        Duration.ofMillis(shard.retentionMillis()));
  }
}
