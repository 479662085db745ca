package ai.cequence.cloudfront.source.s3;

import org.jspecify.annotations.Nullable;

/**
 * A place between two chunks of a log object, exact enough to go on there: at the member in which
 * it lies, without reading what comes before that.
 *
 * @param offset stored bytes before the gzip member that is being read; in a plain object before
 *     the next line; 0 for a format that has neither
 * @param within decompressed bytes of that member that are read already; for Parquet the rows
 * @param decompressed decompressed bytes before this place, all members together
 * @param line number of the next line, from 1
 * @param fields names of the {@code #Fields} directive in force, separated by blanks; null where
 *     there is none
 * @param skipping whether the place is inside an over-long line whose rest is left out
 */
public record ObjectPosition(
    long offset,
    long within,
    long decompressed,
    long line,
    @Nullable String fields,
    boolean skipping) {
  /** Where every object begins. */
  public static final ObjectPosition START = new ObjectPosition(0, 0, 0, 1, null, false);

  public ObjectPosition {
    if (offset < 0 || within < 0 || decompressed < 0 || line < 1) {
      throw new IllegalArgumentException(
          "Expected a position in an object, found offset "
              + offset
              + ", within "
              + within
              + ", decompressed "
              + decompressed
              + ", line "
              + line);
    }
  }
}
