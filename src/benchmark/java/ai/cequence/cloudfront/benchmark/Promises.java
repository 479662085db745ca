package ai.cequence.cloudfront.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures that a run has promised, and those that it did not keep. */
final class Promises {
  private final Figures figures;
  private final List<String> broken = new ArrayList<>();
  private int kept;

  Promises(Figures figures) {
    this.figures = figures;
  }

  /** Adds a count that must be this one. */
  Promises exactly(String key, String name, long found, long expected) {
    figures.add(key, String.format(Locale.ROOT, "%s (= %,d)", name, expected), found);
    return judge(name, found == expected);
  }

  /** Adds a count that must not be greater. */
  Promises atMost(String key, String name, long found, long most) {
    figures.add(key, String.format(Locale.ROOT, "%s (≤ %,d)", name, most), found);
    return judge(name, found <= most);
  }

  /** Names of the promises that were not kept. */
  List<String> broken() {
    return List.copyOf(broken);
  }

  int kept() {
    return kept;
  }

  private Promises judge(String name, boolean holds) {
    if (holds) {
      kept++;
    } else {
      broken.add(name.strip());
    }
    return this;
  }
}
