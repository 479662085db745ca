package ai.cequence.cloudfront.redrive;

import java.util.concurrent.TimeUnit;

/** How long to wait so that no more than so many transactions a second are sent, without bursts. */
final class SendRate {
  private final int perSecond;
  private long nextNanos;

  /**
   * @param perSecond transactions
   * @param nowNanos on the clock that {@link #take} is given too
   */
  SendRate(int perSecond, long nowNanos) {
    this.perSecond = perSecond;
    this.nextNanos = nowNanos;
  }

  /**
   * Nanoseconds to wait before these may be sent; 0: none. What was not sent while nobody asked is
   * not made up for.
   */
  long take(int transactions, long nowNanos) {
    long wait = Math.max(0, nextNanos - nowNanos);
    nextNanos = nowNanos + wait + TimeUnit.SECONDS.toNanos(transactions) / perSecond;
    return wait;
  }
}
