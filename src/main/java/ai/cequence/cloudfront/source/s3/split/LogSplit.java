package ai.cequence.cloudfront.source.s3.split;

import ai.cequence.cloudfront.source.s3.ObjectPosition;
import org.apache.flink.api.connector.source.SourceSplit;
import org.jspecify.annotations.Nullable;

/**
 * One log object to read, from a position on. A split that {@linkplain #read() is read} stays in a
 * reader's state until the coordinator surely knows, and then has its identity alone.
 *
 * @param id the object
 * @param location scheme, bucket and key, not encoded; empty once read
 * @param length its stored bytes; 0 once read
 * @param hour hour since the epoch to which it belongs
 * @param arrived when it was stored, in seconds since the epoch
 * @param position where to go on
 * @param read whether all of it has been handed on
 */
public record LogSplit(
    ObjectId id,
    String location,
    long length,
    long hour,
    long arrived,
    ObjectPosition position,
    boolean read)
    implements SourceSplit {

  /**
   * An object that nobody has begun.
   *
   * @param version the object's ETag without quotes; null where the store has none
   */
  public static LogSplit of(
      String location, @Nullable String version, long length, long hour, long arrived) {
    return new LogSplit(
        ObjectId.of(location, version),
        location,
        length,
        hour,
        arrived,
        ObjectPosition.START,
        false);
  }

  public LogSplit at(ObjectPosition next) {
    return new LogSplit(id, location, length, hour, arrived, next, false);
  }

  public LogSplit asRead() {
    return new LogSplit(id, "", 0, hour, arrived, ObjectPosition.START, true);
  }

  @Override
  public String splitId() {
    return id.toString();
  }
}
