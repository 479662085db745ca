package ai.cequence.cloudfront.local;

import java.util.TreeMap;

/** How many requests came in each second of the clock, for the last hours. Thread-safe. */
public final class RequestSeconds {
  private static final int REMEMBERED = 43_200;

  private final TreeMap<Long, Long> counts = new TreeMap<>();

  synchronized void add(long epochMillis) {
    counts.merge(Math.floorDiv(epochMillis, 1_000L), 1L, Long::sum);
    if (counts.size() > REMEMBERED) {
      counts.pollFirstEntry();
    }
  }

  /** Requests in the seconds from one to before another, seconds since the epoch. */
  public synchronized long sum(long from, long to) {
    return counts.subMap(from, to).values().stream().mapToLong(count -> count).sum();
  }

  /** Most requests in any one of these seconds. */
  public synchronized long most(long from, long to) {
    return counts.subMap(from, to).values().stream().mapToLong(count -> count).max().orElse(0);
  }
}
