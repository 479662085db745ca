package ai.cequence.cloudfront.parse;

import org.jspecify.annotations.Nullable;

/**
 * Layouts of standard logs (v1) without a header: a line has as many of the documented columns as
 * were known when it was written.
 */
final class StandardLayouts {
  private final @Nullable Layout[] byColumns = new Layout[LogFields.STANDARD.size() + 1];

  /** The layout of a TAB-separated line; all columns where it has more than are documented. */
  Layout of(byte[] bytes, int start, int end) {
    int columns = 1;
    int at = EightBytes.indexOf((byte) '\t', bytes, start, end);
    while (at < end) {
      columns++;
      at = EightBytes.indexOf((byte) '\t', bytes, at + 1, end);
    }
    int known = Math.min(columns, LogFields.STANDARD.size());
    Layout layout = byColumns[known];
    if (layout == null) {
      layout = Layout.of(LogFields.STANDARD.subList(0, known), false);
      byColumns[known] = layout;
    }
    return layout;
  }
}
