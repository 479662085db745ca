package ai.cequence.cloudfront.source.s3.discovery;

import ai.cequence.cloudfront.source.s3.discovery.Round.Depth;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When to begin which round: one of the last two hours at each interval, one of some more hours now
 * and then, one of the whole window seldom. A deep round counts as a shallow one too.
 *
 * <p>All its times are those of a clock that never goes back.
 */
final class RoundSchedule {
  private final ListingRules rules;
  private Instant notBefore = Instant.MIN;
  private @Nullable Instant recentBegun;
  private @Nullable Instant laterBegun;
  private @Nullable Instant completeBegun;

  RoundSchedule(ListingRules rules, Instant now) {
    this.rules = rules;
    if (rules.crossCheck() != null) {
      // The queue comes first: what it tells is not to be counted as never notified.
      completeBegun = now;
    }
  }

  /** Whether calls may be made, or a failure is too recent. */
  boolean mayCall(Instant now) {
    return !now.isBefore(notBefore);
  }

  /** The depth of the round that is due, which begins with this call; null where none is. */
  @Nullable Depth begin(Instant now) {
    Depth depth = mayCall(now) ? due(now) : null;
    if (depth == null) {
      return null;
    }
    recentBegun = now;
    if (depth != Depth.RECENT) {
      laterBegun = now;
    }
    if (depth == Depth.COMPLETE) {
      completeBegun = now;
    }
    return depth;
  }

  private @Nullable Depth due(Instant now) {
    if (isDue(completeBegun, rules.completeInterval(), now)) {
      return Depth.COMPLETE;
    }
    if (rules.crossCheck() != null) {
      return null;
    }
    if (isDue(laterBegun, rules.laterInterval(), now)) {
      return Depth.LATER;
    }
    return isDue(recentBegun, rules.interval(), now) ? Depth.RECENT : null;
  }

  private static boolean isDue(@Nullable Instant last, Duration interval, Instant now) {
    return last == null || !now.isBefore(last.plus(interval));
  }

  /** Calls failed: none before this time. */
  void failed(Instant retry) {
    notBefore = retry;
  }

  /** A round was given up: one of its depth is due again. */
  void givenUp(Round round) {
    if (round.depth() == Depth.COMPLETE) {
      completeBegun = null;
    }
    if (round.depth() != Depth.RECENT) {
      laterBegun = null;
    }
    recentBegun = null;
  }
}
