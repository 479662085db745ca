package ai.cequence.cloudfront.source.kinesis.reader;

import java.util.random.RandomGenerator;

/**
 * When to ask a shard next. A shard allows five reads and 2 MB a second, shared by all who poll it.
 *
 * <p>The interval is a little above a fifth of a second while there are records, grows to one
 * second while there are none, and stretches while Kinesis throttles, since then others read the
 * shard too. An answer of many bytes is followed by the time in which they may be read.
 */
final class Pacing {
  static final long SHORTEST_MILLIS = 210;
  static final long IDLE_MILLIS = 1_000;
  static final long STRETCHED_MILLIS = 1_000;
  static final long MOST_BACKOFF_MILLIS = 10_000;

  private static final double BYTES_PER_MILLI = 2_000;
  private static final long MOST_BYTES_WAIT_MILLIS = 5_000;
  private static final double IDLE_GROWTH = 1.4;
  private static final double STRETCH = 1.5;
  private static final double RELAX = 0.97;
  private static final double JITTER = 0.1;
  private static final long FIRST_BACKOFF_MILLIS = 200;
  private static final int MOST_DOUBLINGS = 6;

  private final RandomGenerator random;
  private double interval = SHORTEST_MILLIS;
  private double idle = SHORTEST_MILLIS;
  private int failures;

  Pacing(RandomGenerator random) {
    this.random = random;
  }

  /**
   * An answer came.
   *
   * @param bytes of its records
   * @param behind whether the shard has more
   * @return milliseconds from the call's start to the next
   */
  long answered(long bytes, boolean behind) {
    failures = 0;
    interval = Math.max(SHORTEST_MILLIS, interval * RELAX);
    if (bytes == 0 && !behind) {
      idle = Math.min(Math.max(IDLE_MILLIS, interval), Math.max(idle, interval) * IDLE_GROWTH);
      return jittered(idle);
    }
    idle = SHORTEST_MILLIS;
    double allowed = Math.min(MOST_BYTES_WAIT_MILLIS, bytes / BYTES_PER_MILLI);
    return jittered(Math.max(interval, allowed));
  }

  /** Kinesis throttled; returns milliseconds from now to the next call. */
  long throttled() {
    interval = Math.min(STRETCHED_MILLIS, interval * STRETCH);
    return Math.max(Math.round(interval), failed());
  }

  /** The call failed; returns milliseconds from now to the next: exponential, with jitter. */
  long failed() {
    long backoff =
        Math.min(MOST_BACKOFF_MILLIS, FIRST_BACKOFF_MILLIS << Math.min(failures, MOST_DOUBLINGS));
    failures++;
    return backoff / 2 + random.nextLong(backoff / 2 + 1);
  }

  /** Calls failed since the last answer. */
  int failures() {
    return failures;
  }

  private long jittered(double millis) {
    return Math.round(millis * (1 + JITTER * random.nextDouble()));
  }
}
