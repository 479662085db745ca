package ai.cequence.cloudfront.redrive;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are meant.
 *
 * @param reasons fixed words; empty: all
 * @param from written at this time or later; null: from the first
 * @param to written before this time; null: to the last
 */
record Selection(Set<String> reasons, @Nullable Instant from, @Nullable Instant to) {

  boolean covers(DeadLetterLine line) {
    return (reasons.isEmpty() || reasons.contains(line.reason()))
        && (from == null || !line.at().isBefore(from))
        && (to == null || line.at().isBefore(to));
  }
}
