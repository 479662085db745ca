package ai.cequence.cloudfront.parse;

import ai.cequence.cloudfront.transaction.LogSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Some whole lines of one log object, or of one Kinesis record: what a source hands to the parser.
 *
 * <p>A line ends at LF; only the last one of an object may lack it. A chunk that {@linkplain
 * #failed reports a failure} has no lines of its own and counts as one rejected line.
 *
 * <p>Immutable by agreement: the array is not copied and belongs to the chunk once it has been
 * handed over.
 *
 * @param source where it comes from
 * @param origin the object's URI ({@code s3://bucket/key}, {@code file:///…}), or {@code stream
 *     ARN/shard id/sequence number}
 * @param firstLine number of the first line in its object, from 1
 * @param fields names of the {@code #Fields} directive in force at the first line, separated by
 *     blanks; null where there is none
 * @param bytes holds the lines
 * @param start index of the first byte
 * @param length number of bytes
 * @param failure why there are no lines, or null
 */
public record LogChunk(
    LogSource source,
    String origin,
    long firstLine,
    @Nullable String fields,
    byte[] bytes,
    int start,
    int length,
    @Nullable Failure failure) {

  /**
   * Something that could not be read.
   *
   * @param reason a fixed word
   * @param detail what was expected, what was found, and where
   */
  public record Failure(RejectReason reason, String detail) {}

  public LogChunk {
    Objects.checkFromIndexSize(start, length, bytes.length);
  }

  /** Lines that follow the directive {@code fields}. */
  public static LogChunk lines(
      LogSource source,
      String origin,
      long firstLine,
      @Nullable String fields,
      byte[] bytes,
      int start,
      int length) {
    return new LogChunk(source, origin, firstLine, fields, bytes, start, length, null);
  }

  /**
   * A part of an object that could not be read: counted as one line, and rejected.
   *
   * @param raw what there is of it, for the dead letter; may be empty
   */
  public static LogChunk failed(
      LogSource source, String origin, long line, RejectReason reason, String detail, byte[] raw) {
    return new LogChunk(
        source, origin, line, null, raw, 0, raw.length, new Failure(reason, detail));
  }
}
