package ai.cequence.cloudfront.config;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Group {@code source}: what is read.
 *
 * @param types at least one
 * @param s3 meaningful where {@code types} holds {@link SourceType#S3}
 * @param kinesis meaningful where {@code types} holds {@link SourceType#KINESIS}
 * @param distributions distribution's domain in lower case → its id
 */
public record SourceSettings(
    Set<SourceType> types,
    S3Settings s3,
    KinesisSettings kinesis,
    Map<String, String> distributions)
    implements Serializable {

  /** What {@code source/type} names. */
  public enum SourceType {
    S3,
    KINESIS
  }

  /**
   * Keys {@code s3.*}.
   *
   * @param paths folders; {@code s3://}, {@code s3a://} or {@code file://}, each ending in a slash
   * @param bounded read what is there now, then end
   * @param discovery how new objects become known
   * @param discoveryInterval time between two rounds
   * @param lookback how far before the last complete listing objects may still appear
   * @param listingTimeout longest time without any success of discovery
   * @param crossCheckInterval time between two listings beside the queue
   * @param queueUrl SQS queue with the bucket's notifications, for {@link Discovery#SQS}
   * @param from only hours from this instant on, by the hour in the object's name
   * @param to only hours before this instant
   * @param fields names of the columns of objects without a header, in order; empty where not
   *     configured
   * @param delimiter one to five characters between columns of such objects
   * @param endpoint S3 endpoint of an emulator or VPC endpoint
   * @param maxLineBytes longest line that is parsed
   * @param maxObjectBytes longest object, decompressed, that is read
   */
  public record S3Settings(
      List<URI> paths,
      boolean bounded,
      Discovery discovery,
      Duration discoveryInterval,
      Duration lookback,
      Duration listingTimeout,
      Duration crossCheckInterval,
      @Nullable URI queueUrl,
      @Nullable Instant from,
      @Nullable Instant to,
      List<String> fields,
      String delimiter,
      @Nullable URI endpoint,
      int maxLineBytes,
      long maxObjectBytes)
      implements Serializable {}

  /** How new objects become known. */
  public enum Discovery {
    LISTING,
    SQS
  }

  /**
   * Keys {@code kinesis.*}.
   *
   * @param streamArns streams to read
   * @param fields fields of the real-time configuration, in CloudFront's canonical order
   * @param initialPosition where a shard is begun that no checkpoint knows
   * @param initialTimestamp for {@link InitialPosition#AT_TIMESTAMP}; for {@link
   *     InitialPosition#LATEST} the moment at which the job was first started, so that an early
   *     restart loses nothing
   * @param reader how records are fetched
   * @param consumerName name of the enhanced fan-out consumer
   * @param onExpiredPosition what happens where a position is older than the retention
   * @param endpoint of an emulator or VPC endpoint
   */
  public record KinesisSettings(
      List<String> streamArns,
      List<String> fields,
      InitialPosition initialPosition,
      @Nullable Instant initialTimestamp,
      Reader reader,
      String consumerName,
      OnExpiredPosition onExpiredPosition,
      @Nullable URI endpoint)
      implements Serializable {}

  /** Where a shard is begun that no checkpoint knows. */
  public enum InitialPosition {
    LATEST,
    TRIM_HORIZON,
    AT_TIMESTAMP
  }

  /** How Kinesis records are fetched. */
  public enum Reader {
    POLLING,
    EFO
  }

  /** What happens where a checkpoint's position is older than the stream's retention. */
  public enum OnExpiredPosition {
    /** Go on from the oldest record, loudly. */
    CONTINUE,
    /** End the job. */
    FAIL
  }
}
