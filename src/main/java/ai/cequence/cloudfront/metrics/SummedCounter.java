package ai.cequence.cloudfront.metrics;

import org.apache.flink.metrics.Counter;

/** One of several counters, and their total. As thread-safe as the two are. */
final class SummedCounter implements Counter {
  private final Counter own;
  private final Counter total;

  SummedCounter(Counter own, Counter total) {
    this.own = own;
    this.total = total;
  }

  @Override
  public void inc() {
    inc(1);
  }

  @Override
  public void inc(long n) {
    own.inc(n);
    total.inc(n);
  }

  @Override
  public void dec() {
    inc(-1);
  }

  @Override
  public void dec(long n) {
    inc(-n);
  }

  @Override
  public long getCount() {
    return own.getCount();
  }
}
