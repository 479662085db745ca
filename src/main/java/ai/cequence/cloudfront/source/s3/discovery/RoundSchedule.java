package ai.cequence.cloudfront.source.s3.discovery;

import ai.cequence.cloudfront.source.s3.discovery.Round.Depth;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When to begin which round: one of the last two hours at each interval, one of some more hours now
 * and then, one of the whole window seldom. A deep round counts as a shallow one too.
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

  /** A round that is due, which begins with this call; null where none is. */
  @Nullable Round begin(Instant now) {
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
    return new Round(depth, now);
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
    // A clock that went back makes it due too.
    return last == null || !now.isBefore(last.plus(interval)) || now.isBefore(last);
  }

  /** Calls failed: none before this time. */
  void failed(Instant retry) {
    notBefore = retry;
  }

  /** A round was given up: a complete one is due again, in place of any other a recent one. */
  void givenUp(Round round) {
    if (round.depth() == Depth.COMPLETE) {
      completeBegun = null;
    }
    recentBegun = null;
  }
}
