package ai.cequence.cloudfront.source.kinesis.reader;

import ai.cequence.cloudfront.config.SourceSettings.OnExpiredPosition;
import ai.cequence.cloudfront.source.kinesis.proxy.RecordPage;
import java.time.Duration;
import java.time.Instant;
import org.apache.flink.util.FlinkRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that records between a shard's position and the oldest record that the stream still has
 * are gone: Kinesis itself goes on from there without a word.
 */
final class ExpiredPosition {
  private static final Logger LOG = LoggerFactory.getLogger(ExpiredPosition.class);

  private final OnExpiredPosition policy;
  private final ReaderMetrics metrics;

  ExpiredPosition(OnExpiredPosition policy, ReaderMetrics metrics) {
    this.policy = policy;
    this.metrics = metrics;
  }

  /**
   * Compares an answer with what was read before it; call this before the progress moves on.
   *
   * @throws FlinkRuntimeException where the settings say that the job must end
   */
  void check(ShardProgress progress, RecordPage page, long nowMillis) {
    long readUpTo = progress.readUpToMillis();
    long horizon = nowMillis - progress.retentionMillis();
    boolean expired = readUpTo > 0 && progress.retentionMillis() > 0 && readUpTo < horizon;
    if (!expired) {
      return;
    }
    boolean olderOnesStillThere =
        !page.records().isEmpty() && page.records().get(0).arrivalMillis() < horizon;
    if (olderOnesStillThere || (page.records().isEmpty() && page.millisBehindLatest() > 0)) {
      // Nothing that follows the position is trimmed yet, or the answer says nothing of it.
      return;
    }
    report(progress, nowMillis);
  }

  /**
   * The stream has forgotten a whole shard that was not read to its end.
   *
   * @throws FlinkRuntimeException where the settings say that the job must end
   */
  void report(ShardProgress progress, long nowMillis) {
    metrics.positionExpired();
    String found =
        progress.streamArn()
            + '/'
            + progress.shardId()
            + ": expected a position within the retention of "
            + Duration.ofMillis(progress.retentionMillis())
            + ", found one of "
            + Instant.ofEpochMilli(progress.readUpToMillis())
            + ", now is "
            + Instant.ofEpochMilli(nowMillis)
            + "; records in between may be lost";
    if (policy == OnExpiredPosition.FAIL) {
      throw new FlinkRuntimeException(
          found
              + "; the job ends, as source/kinesis.on-expired-position=fail says; continue goes on"
              + " from the oldest record");
    }
    LOG.error(
        "{}; reading goes on from the oldest record, as source/kinesis.on-expired-position=continue"
            + " says; S3 logs of these hours would fill the gap",
        found);
  }
}
