package ai.cequence.cloudfront.redrive;

import java.io.PrintStream;
import java.util.Map;
import java.util.TreeMap;

/** What became of dead letters, counted by reason and fate. */
final class Fates {
  static final String SENDABLE = "can be sent";
  static final String DELIVERED = "delivered, moved";
  static final String REFUSED = "left: refused again";
  static final String UNSETTLED = "left: not answered";
  static final String NOT_SELECTED = "left: not selected";
  static final String UNREADABLE = "left: no dead letter";
  static final String REPEAT = "repeats of others";

  private final Map<String, Map<String, Long>> counts = new TreeMap<>();

  void add(String reason, String fate) {
    counts.computeIfAbsent(reason, r -> new TreeMap<>()).merge(fate, 1L, Long::sum);
  }

  long of(String fate) {
    return counts.values().stream().mapToLong(fates -> fates.getOrDefault(fate, 0L)).sum();
  }

  void print(PrintStream out) {
    out.printf("%-20s %10s  %s%n", "reason", "lines", "fate");
    counts.forEach(
        (reason, fates) ->
            fates.forEach((fate, count) -> out.printf("%-20s %,10d  %s%n", reason, count, fate)));
    if (counts.isEmpty()) {
      out.println("(no dead letters)");
    }
  }
}
