package ai.cequence.cloudfront.concurrent;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Time for waits. The system's clock may be set back, by an hour where a machine resumes, and
 * whatever waits for it to show a certain time would stand still for as long. What this shows never
 * goes back and counts from any moment: it is for differences alone, and nothing of it is told,
 * stored or compared with another clock.
 */
public final class SteadyTime {
  private SteadyTime() {}

  public static long millis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  public static Instant instant() {
    return Instant.EPOCH.plusNanos(System.nanoTime());
  }
}
