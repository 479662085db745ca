package ai.cequence.cloudfront.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds what somebody may have meant by a name that does not exist. */
final class Suggestion {
  private Suggestion() {}

  /** {@code "; did you mean …?"} where one of the names is near, else the names themselves. */
  static String forUnknown(String unknown, Collection<String> names) {
    String wanted = unknown.toLowerCase(Locale.ROOT);
    return names.stream()
        .min(Comparator.comparingInt(name -> distance(wanted, name.toLowerCase(Locale.ROOT))))
        .filter(name -> distance(wanted, name.toLowerCase(Locale.ROOT)) <= 1 + name.length() / 3)
        .map(name -> "; did you mean " + name + "?")
        .orElseGet(() -> "; there are " + String.join(", ", names));
  }

  /** Levenshtein distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
