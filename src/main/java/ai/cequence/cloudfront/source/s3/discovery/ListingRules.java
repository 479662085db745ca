package ai.cequence.cloudfront.source.s3.discovery;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What is listed, and when.
 *
 * @param bounded list once, then end
 * @param interval between two rounds
 * @param lookback how far before the last complete round an object's hour may lie
 * @param from only hours that end after this
 * @param to only hours that begin before this
 * @param crossCheck where a queue tells of objects: how often all of the window is listed
 *     nevertheless; null where listings alone tell
 */
record ListingRules(
    boolean bounded,
    Duration interval,
    Duration lookback,
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable Duration crossCheck) {
  /** A notification may take this long before its object counts as never notified. */
  private static final Duration NOTIFICATION_GRACE = Duration.ofMinutes(15);

  private static final Duration LATER = Duration.ofMinutes(1);
  private static final Duration COMPLETE = Duration.ofMinutes(10);

  /** Time between two rounds that go back some hours. */
  Duration laterInterval() {
    return longer(interval, LATER);
  }

  /** Time between two rounds that list the whole window. */
  Duration completeInterval() {
    return crossCheck == null ? longer(interval, COMPLETE) : crossCheck;
  }

  /** How old an object must be to be taken from a listing. */
  Duration grace() {
    return crossCheck == null ? Duration.ZERO : NOTIFICATION_GRACE;
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  /** Whether an object is one of the wanted range, by the hour in its name or path if any. */
  boolean wants(String key) {
    if (from == null && to == null) {
      return true;
    }
    OptionalLong hour = LogHour.of(key);
    return hour.isEmpty() || (hour.getAsLong() >= firstHour() && hour.getAsLong() <= lastHour());
  }

  long firstHour() {
    return from == null ? Long.MIN_VALUE : LogHour.of(from);
  }

  long lastHour() {
    return to == null ? Long.MAX_VALUE : LogHour.of(to.minusNanos(1));
  }
}
