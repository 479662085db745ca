package ai.cequence.cloudfront.parse;

import org.jspecify.annotations.Nullable;

/**
 * Layouts of standard logs (v1) without a header: a line has as many of the documented columns as
 * were known when it was written.
 */
final class StandardLayouts {
  private final @Nullable Layout[] byColumns = new Layout[LogFields.STANDARD.size() + 1];

  /** The layout of all documented columns; each other is the beginning of it. */
  Layout all() {
    return of(LogFields.STANDARD.size());
  }

  /** The layout of a line with a number of columns; all where it has more than are documented. */
  Layout of(int columns) {
    int known = Math.min(columns, LogFields.STANDARD.size());
    Layout layout = byColumns[known];
    if (layout == null) {
      layout = Layout.of(LogFields.STANDARD.subList(0, known), false);
      byColumns[known] = layout;
    }
    return layout;
  }
}
