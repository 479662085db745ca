package ai.cequence.cloudfront.parse;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Notices what an operator should know of the layouts of a distribution's logs: fields of a
 * transaction that they lack, fields that are not known, and cookies that are never logged. Tells
 * of each once.
 */
final class Drift {
  private static final int MOST_REPORTS = 1000;
  private static final int MOST_DISTRIBUTIONS = 1000;

  /** Requests without any cookie after which cookie logging is taken to be off. */
  static final int REQUESTS_WITHOUT_COOKIE = 1000;

  private final Set<String> reported = new HashSet<>();
  private final Map<String, Cookies> cookies = new HashMap<>();
  private @Nullable String origin;
  private @Nullable Layout layoutInHand;
  private String distributionInHand = "";
  private Cookies cookiesInHand = new Cookies();

  /** What is known of a distribution's cookies. */
  private static final class Cookies {
    private int requests;
    private boolean settled;
  }

  /** Begins an object or record. */
  void begin(String origin) {
    this.origin = origin;
    layoutInHand = null;
  }

  /** Whether the layout of the object in hand is not known yet. */
  boolean wantsLayout() {
    return layoutInHand == null;
  }

  /** Sees the layout under which a transaction was read; costs nothing where it is the last one. */
  void see(String distribution, Layout layout, ParseOutput out) {
    if (layout == layoutInHand) {
      return;
    }
    layoutInHand = layout;
    report(distribution, layout.missing(), layout.unknown(), out);
  }

  /** Counts a transaction. */
  void count(String distribution, boolean hasCookie, ParseOutput out) {
    if (!distribution.equals(distributionInHand)) {
      if (cookies.size() >= MOST_DISTRIBUTIONS) {
        cookies.clear();
      }
      cookiesInHand = cookies.computeIfAbsent(distribution, d -> new Cookies());
      distributionInHand = distribution;
    }
    Cookies seen = cookiesInHand;
    if (seen.settled) {
      return;
    }
    seen.requests++;
    if (hasCookie) {
      seen.settled = true;
    } else if (seen.requests == REQUESTS_WITHOUT_COOKIE) {
      seen.settled = true;
      String cookie = Field.COOKIE.cloudFrontName();
      if (layoutInHand == null || !layoutInHand.missing().contains(cookie)) {
        report(distribution, List.of(cookie), List.of(), out);
      }
    }
  }

  private void report(
      String distribution, List<String> missing, List<String> unknown, ParseOutput out) {
    String key = distribution + ' ' + missing + ' ' + unknown;
    if (origin != null && reported.size() < MOST_REPORTS && reported.add(key)) {
      out.layout(origin, distribution, missing, unknown);
    }
  }
}
