package ai.cequence.cloudfront.parse;

/**
 * Splits a delimited line into its columns. Splitting comes before any decoding, so no value can
 * make a column.
 */
final class ColumnSplitter {
  private boolean lastIsEmpty;
  private int found;

  /**
   * Puts the columns of a line into {@code values}; columns beyond the layout are counted and left
   * out.
   *
   * @return the number of columns found
   */
  int split(byte[] line, int start, int end, byte[] delimiter, Layout layout, Values values) {
    values.clear(line);
    int columns = layout.columns();
    byte first = delimiter[0];
    boolean single = delimiter.length == 1;
    int column = 0;
    int from = start;
    for (int i = start; i < end; i++) {
      if (line[i] != first || !(single || isDelimiter(line, i, end, delimiter))) {
        continue;
      }
      if (column < columns) {
        put(values, layout, column, from, i);
      }
      column++;
      i += delimiter.length - 1;
      from = i + 1;
    }
    if (column < columns) {
      put(values, layout, column, from, end);
    }
    lastIsEmpty = from == end;
    found = column + 1;
    return found;
  }

  /** Whether the last line had one column too many and that one is empty. */
  boolean forgivesLast(Layout layout) {
    return lastIsEmpty && found == layout.columns() + 1;
  }

  private static void put(Values values, Layout layout, int column, int from, int to) {
    int field = layout.field(column);
    if (field >= 0) {
      values.set(field, from, to);
      return;
    }
    byte[] name = layout.extraction(column);
    if (name != null) {
      values.extract(name, from, to);
    }
  }

  private static boolean isDelimiter(byte[] line, int at, int end, byte[] delimiter) {
    if (end - at < delimiter.length) {
      return false;
    }
    for (int i = 1; i < delimiter.length; i++) {
      if (line[at + i] != delimiter[i]) {
        return false;
      }
    }
    return true;
  }
}
