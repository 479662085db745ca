package ai.cequence.cloudfront.local;

import java.util.Arrays;
import java.util.stream.LongStream;

/** When requests came, for the newest of them. Thread-safe. */
public final class RequestTimes {
  private static final int REMEMBERED = 200_000;
  private static final long SECOND = 1_000;

  private final long[] times = new long[REMEMBERED];
  private long added;

  synchronized void add(long epochMillis) {
    times[(int) (added % REMEMBERED)] = epochMillis;
    added++;
  }

  /** The first request at this time or later, milliseconds since the epoch; that time if none. */
  public long first(long from) {
    return between(from, Long.MAX_VALUE).min().orElse(from);
  }

  /** Requests from one time to before another, milliseconds since the epoch. */
  public long count(long from, long to) {
    return between(from, to).count();
  }

  /** Most of these that came within any one second. */
  public long mostInASecond(long from, long to) {
    long[] sorted = between(from, to).sorted().toArray();
    int most = 0;
    int first = 0;
    for (int i = 0; i < sorted.length; i++) {
      while (sorted[first] <= sorted[i] - SECOND) {
        first++;
      }
      most = Math.max(most, i - first + 1);
    }
    return most;
  }

  private synchronized LongStream between(long from, long to) {
    long[] copy = Arrays.copyOf(times, (int) Math.min(added, REMEMBERED));
    return Arrays.stream(copy).filter(time -> time >= from && time < to);
  }
}
