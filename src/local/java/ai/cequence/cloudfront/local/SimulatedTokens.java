package ai.cequence.cloudfront.local;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** The simulator's access tokens: gives them out and judges the header that brings one back. */
final class SimulatedTokens {
  /** How long a token holds while tokens expire early. */
  static final long SHORT_LIFE_MILLIS = 2_000;

  static final String SCHEME = "Bearer ";
  static final String PREFIX = "simulated-";
  private static final int REMEMBERED = 1_000;

  private final LongSupplier clockMillis;
  private final Map<String, Long> givenAt =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > REMEMBERED;
        }
      };
  private long given;

  SimulatedTokens(LongSupplier clockMillis) {
    this.clockMillis = clockMillis;
  }

  synchronized String give() {
    given++;
    String token = PREFIX + given;
    givenAt.put(token, clockMillis.getAsLong());
    return token;
  }

  /** Tokens given so far. */
  synchronized long given() {
    return given;
  }

  /** Whether a header brings a token of a simulator, this one or one before it. */
  static boolean areOurs(String authorization) {
    return authorization != null && authorization.startsWith(SCHEME + PREFIX);
  }

  /** Whether a header brings a token that was given within the last two seconds. */
  synchronized boolean isFresh(String authorization) {
    if (!areOurs(authorization)) {
      return false;
    }
    Long at = givenAt.get(authorization.substring(SCHEME.length()));
    return at != null && clockMillis.getAsLong() - at <= SHORT_LIFE_MILLIS;
  }
}
