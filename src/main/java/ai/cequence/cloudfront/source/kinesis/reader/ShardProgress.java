package ai.cequence.cloudfront.source.kinesis.reader;

import ai.cequence.cloudfront.source.kinesis.split.ShardSplit;

/**
 * How far one shard has been read, for metrics and for the watch over the retention. Written by the
 * task's thread and the event loop, never both at once for the same fact; read by anybody.
 */
final class ShardProgress {
  /** An answer at the stream's tip holds for that long. */
  private static final long TIP_MILLIS = 5_000;

  private final String streamArn;
  private final String shardId;
  private volatile long readUpToMillis;
  private volatile long retentionMillis;
  private volatile long atTipMillis;
  private volatile long answeredMillis;
  private volatile boolean failing;

  /**
   * @param steadyMillis of the present
   */
  ShardProgress(ShardSplit split, long steadyMillis) {
    streamArn = split.streamArn();
    shardId = split.shardId();
    readUpToMillis = split.readUpToMillis();
    retentionMillis = split.retentionMillis();
    answeredMillis = steadyMillis;
  }

  String streamArn() {
    return streamArn;
  }

  String shardId() {
    return shardId;
  }

  long retentionMillis() {
    return retentionMillis;
  }

  void setRetentionMillis(long millis) {
    retentionMillis = millis;
  }

  /** Every record that arrived until then has been passed on; 0: not known. */
  long readUpToMillis() {
    return readUpToMillis;
  }

  /** Everything up to then has been passed on; never goes back. */
  void passedOn(long upToMillis) {
    readUpToMillis = Math.max(readUpToMillis, upToMillis);
  }

  /** Everything has been passed on that there was at that instant. */
  void atTip(long nowMillis) {
    passedOn(nowMillis);
    atTipMillis = nowMillis;
  }

  void answered(long steadyMillis) {
    answeredMillis = steadyMillis;
    failing = false;
  }

  void callFailed() {
    failing = true;
  }

  /** Milliseconds since Kinesis last answered for this shard; 0 while no call fails. */
  long silenceMillis(long steadyMillis) {
    return failing ? steadyMillis - answeredMillis : 0;
  }

  /** How far behind the stream's tip; grows while nothing can be read; -1: not known. */
  long lagMillis(long nowMillis) {
    if (readUpToMillis == 0) {
      return -1;
    }
    return nowMillis - atTipMillis < TIP_MILLIS ? 0 : Math.max(0, nowMillis - readUpToMillis);
  }

  /** Share of the retention that is used up, from 0; 1: records are lost from here on. */
  double retentionUsed(long nowMillis) {
    if (readUpToMillis == 0 || retentionMillis == 0) {
      return 0;
    }
    return lagMillis(nowMillis) / (double) retentionMillis;
  }
}
