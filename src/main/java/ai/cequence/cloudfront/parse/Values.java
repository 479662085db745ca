package ai.cequence.cloudfront.parse;

import java.util.Arrays;

/**
 * The values of one record: where each field of a transaction lies in a buffer, and which further
 * columns are to be extracted, in the order logged. Reused from record to record.
 */
final class Values {
  private static final int ABSENT = -1;

  final int[] start = new int[Field.COUNT];
  final int[] end = new int[Field.COUNT];

  /** {@code "name":"} of each extracted column. */
  byte[][] extractionName = new byte[64][];

  int[] extractionStart = new int[64];
  int[] extractionEnd = new int[64];
  int extractions;

  /** Holds all values. */
  byte[] bytes = new byte[0];

  void clear(byte[] buffer) {
    bytes = buffer;
    Arrays.fill(start, ABSENT);
    extractions = 0;
  }

  /** A value that is exactly {@code -} or empty is missing. */
  static boolean isMissing(byte[] bytes, int from, int to) {
    return from == to || (to - from == 1 && bytes[from] == '-');
  }

  /** The first column of a field counts; a later one of the same field is left out. */
  void set(int field, int from, int to) {
    if (start[field] == ABSENT && !isMissing(bytes, from, to)) {
      start[field] = from;
      end[field] = to;
    }
  }

  /** Keeps a column to be extracted; false where it is missing. */
  boolean extract(byte[] name, int from, int to) {
    if (isMissing(bytes, from, to)) {
      return false;
    }
    if (extractions == extractionStart.length) {
      extractionName = Arrays.copyOf(extractionName, extractions * 2);
      extractionStart = Arrays.copyOf(extractionStart, extractions * 2);
      extractionEnd = Arrays.copyOf(extractionEnd, extractions * 2);
    }
    extractionName[extractions] = name;
    extractionStart[extractions] = from;
    extractionEnd[extractions++] = to;
    return true;
  }

  boolean has(Field field) {
    return start[field.ordinal()] != ABSENT;
  }

  int start(Field field) {
    return start[field.ordinal()];
  }

  int end(Field field) {
    return end[field.ordinal()];
  }
}
