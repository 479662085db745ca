package ai.cequence.cloudfront.parse;

/**
 * Splits a delimited line into its columns. Splitting comes before any decoding, so no value can
 * make a column. Not thread-safe: keeps what it found of the last line.
 *
 * <p>The two loops do the same; that of one byte, which nearly all logs need, looks at eight bytes
 * at a time and is as plain as its speed allows.
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
    if (delimiter.length == 1 && delimiter[0] >= 0) {
      atByte(line, start, end, delimiter[0], layout, values);
    } else {
      atBytes(line, start, end, delimiter, layout, values);
    }
    return found;
  }

  private void atByte(
      byte[] line, int start, int end, byte delimiter, Layout layout, Values values) {
    long repeated = EightBytes.repeated(delimiter);
    int column = 0;
    int from = start;
    int i = start;
    for (; i + 8 <= end; i += 8) {
      long marks = EightBytes.equal(EightBytes.get(line, i), repeated);
      for (; marks != 0; marks &= marks - 1) {
        int to = i + EightBytes.first(marks);
        put(values, layout, column++, from, to);
        from = to + 1;
      }
    }
    for (; i < end; i++) {
      if (line[i] == delimiter) {
        put(values, layout, column++, from, i);
        from = i + 1;
      }
    }
    last(column, from, end, layout, values);
  }

  private void atBytes(
      byte[] line, int start, int end, byte[] delimiter, Layout layout, Values values) {
    int column = 0;
    int from = start;
    int i = start;
    while (i < end) {
      if (isDelimiter(line, i, end, delimiter)) {
        put(values, layout, column++, from, i);
        i += delimiter.length;
        from = i;
      } else {
        i++;
      }
    }
    last(column, from, end, layout, values);
  }

  private void last(int column, int from, int end, Layout layout, Values values) {
    put(values, layout, column, from, end);
    lastIsEmpty = from == end;
    found = column + 1;
  }

  /** Whether the last line had one column too many and that one is empty. */
  boolean forgivesLast(Layout layout) {
    return lastIsEmpty && found == layout.columns() + 1;
  }

  private static void put(Values values, Layout layout, int column, int from, int to) {
    if (column >= layout.columns()) {
      return;
    }
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
    for (int i = 0; i < delimiter.length; i++) {
      if (line[at + i] != delimiter[i]) {
        return false;
      }
    }
    return true;
  }
}
