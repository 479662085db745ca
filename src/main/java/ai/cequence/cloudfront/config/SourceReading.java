package ai.cequence.cloudfront.config;

import ai.cequence.cloudfront.config.SourceSettings.Discovery;
import ai.cequence.cloudfront.config.SourceSettings.InitialPosition;
import ai.cequence.cloudfront.config.SourceSettings.KinesisSettings;
import ai.cequence.cloudfront.config.SourceSettings.OnExpiredPosition;
import ai.cequence.cloudfront.config.SourceSettings.S3Settings;
import ai.cequence.cloudfront.config.SourceSettings.SourceType;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the group {@code source}. */
final class SourceReading {
  /** Values of {@code s3.mode}. */
  private enum Mode {
    CONTINUOUS,
    BOUNDED
  }

  private SourceReading() {}

  static SourceSettings read(Reading reading) {
    Set<SourceType> types = reading.value(Key.SOURCE_TYPE, SourceReading::types);
    return new SourceSettings(
        types,
        s3(reading, types),
        kinesis(reading, types),
        reading.value(Key.DISTRIBUTIONS, SourceReading::distributions));
  }

  private static Set<SourceType> types(String text) throws Values.Unexpected {
    Set<SourceType> types = EnumSet.noneOf(SourceType.class);
    for (String item : Values.list(text)) {
      types.add(Values.choice(item, SourceType.class));
    }
    if (types.isEmpty()) {
      throw new Values.Unexpected("s3, kinesis or s3,kinesis");
    }
    return types;
  }

  private static S3Settings s3(Reading reading, Set<SourceType> types) {
    boolean read = types.contains(SourceType.S3);
    List<URI> paths =
        read
            ? reading.required(Key.S3_PATHS, List.of(), SourceReading::folders)
            : reading.value(Key.S3_PATHS, SourceReading::folders);
    boolean bounded =
        reading.value(Key.S3_MODE, text -> Values.choice(text, Mode.class)) == Mode.BOUNDED;
    Discovery discovery =
        reading.value(Key.S3_DISCOVERY, text -> Values.choice(text, Discovery.class));
    URI queue = reading.optional(Key.S3_QUEUE_URL, Values::http);
    Instant from = reading.optional(Key.S3_FROM, Values::instant);
    Instant to = reading.optional(Key.S3_TO, Values::instant);
    if (from != null && to != null && !from.isBefore(to)) {
      reading.problem(Key.S3_TO, "an instant after source/s3.from");
    }
    if (bounded && types.contains(SourceType.KINESIS)) {
      reading.problem(
          Key.S3_MODE, "continuous where kinesis is read too, since a stream has no end");
    }
    if (discovery == Discovery.SQS) {
      checkSqs(reading, bounded, paths);
    }
    return new S3Settings(
        paths,
        bounded,
        discovery,
        reading.value(
            Key.S3_DISCOVERY_INTERVAL,
            text -> Values.duration(text, Duration.ofMillis(100), Duration.ofHours(1))),
        reading.value(
            Key.S3_LOOKBACK,
            text -> Values.duration(text, Duration.ofHours(1), Duration.ofDays(30))),
        reading.value(
            Key.S3_LISTING_TIMEOUT,
            text -> Values.duration(text, Duration.ofSeconds(1), Duration.ofDays(7))),
        reading.value(
            Key.S3_CROSS_CHECK_INTERVAL,
            text -> Values.duration(text, Duration.ofSeconds(1), Duration.ofDays(1))),
        queue,
        from,
        to,
        reading.value(Key.S3_FIELDS, Values::list),
        reading.value(Key.S3_DELIMITER, SourceReading::delimiter),
        reading.optional(Key.S3_ENDPOINT, Values::http),
        (int)
            (long)
                reading.value(Key.S3_MAX_LINE_SIZE, text -> Values.bytes(text, 1_000, 100_000_000)),
        reading.value(
            Key.S3_MAX_OBJECT_SIZE, text -> Values.bytes(text, 1_000, 1_000_000_000_000L)));
  }

  private static void checkSqs(Reading reading, boolean bounded, List<URI> paths) {
    if (!reading.isSet(Key.S3_QUEUE_URL)) {
      reading.problem(
          Key.S3_QUEUE_URL.path() + ": expected the queue's URL with s3.discovery=sqs, found none");
    }
    if (bounded) {
      reading.problem(Key.S3_DISCOVERY, "listing with s3.mode=bounded, since a queue has no end");
    }
    if (paths.stream().anyMatch(path -> "file".equals(path.getScheme()))) {
      reading.problem(Key.S3_PATHS, "S3 folders only with s3.discovery=sqs");
    }
  }

  private static KinesisSettings kinesis(Reading reading, Set<SourceType> types) {
    boolean read = types.contains(SourceType.KINESIS);
    InitialPosition position =
        reading.value(
            Key.KINESIS_INITIAL_POSITION, text -> Values.choice(text, InitialPosition.class));
    return new KinesisSettings(
        read
            ? reading.required(Key.KINESIS_STREAM_ARNS, List.of(), SourceReading::streams)
            : reading.value(Key.KINESIS_STREAM_ARNS, SourceReading::streams),
        read
            ? reading.required(Key.KINESIS_FIELDS, List.of(), RealTimeFields::inCanonicalOrder)
            : reading.value(Key.KINESIS_FIELDS, RealTimeFields::inCanonicalOrder),
        position,
        initialTimestamp(reading, position),
        reading.value(Key.KINESIS_READER, text -> Values.choice(text, SourceSettings.Reader.class)),
        reading.value(Key.KINESIS_CONSUMER_NAME, SourceReading::consumerName),
        reading.value(
            Key.KINESIS_ON_EXPIRED_POSITION, text -> Values.choice(text, OnExpiredPosition.class)),
        reading.optional(Key.KINESIS_ENDPOINT, Values::http));
  }

  private static @Nullable Instant initialTimestamp(Reading reading, InitialPosition position) {
    Instant given = reading.optional(Key.KINESIS_INITIAL_TIMESTAMP, Values::instant);
    boolean wanted = position == InitialPosition.AT_TIMESTAMP;
    if (wanted != reading.isSet(Key.KINESIS_INITIAL_TIMESTAMP)) {
      reading.problem(
          Key.KINESIS_INITIAL_TIMESTAMP.path()
              + ": expected "
              + (wanted ? "an instant" : "none")
              + " with kinesis.initial-position="
              + position
              + ", found "
              + (wanted ? "none" : "one"));
    }
    // Fixed here, while the job is built: a restart before the first checkpoint begins where the
    // first start did.
    return position == InitialPosition.LATEST ? Instant.now() : given;
  }

  private static List<URI> folders(String text) throws Values.Unexpected {
    List<URI> folders = new ArrayList<>();
    for (String item : Values.list(text)) {
      folders.add(Values.folder(item));
    }
    return List.copyOf(folders);
  }

  private static List<String> streams(String text) throws Values.Unexpected {
    List<String> streams = Values.list(text);
    for (String stream : streams) {
      if (!stream.matches("arn:[a-z-]+:kinesis:[a-z0-9-]+:\\d{12}:stream/[a-zA-Z0-9_.-]+")) {
        throw new Values.Unexpected(
            "stream ARNs such as arn:aws:kinesis:us-east-1:123456789012:stream/name");
      }
    }
    return streams;
  }

  private static String consumerName(String text) throws Values.Unexpected {
    if (!text.matches("[a-zA-Z0-9_.-]{1,128}")) {
      throw new Values.Unexpected("1 to 128 letters, digits, dots, dashes or underscores");
    }
    return text;
  }

  private static String delimiter(String text) throws Values.Unexpected {
    String delimiter = text.replace("\\t", "\t");
    boolean endsLines = delimiter.contains("\n") || delimiter.contains("\r");
    if (delimiter.isEmpty() || delimiter.length() > 5 || endsLines) {
      throw new Values.Unexpected("one to five characters and no line end, or \\t");
    }
    return delimiter;
  }

  private static Map<String, String> distributions(String text) throws Values.Unexpected {
    Map<String, String> ids = new TreeMap<>();
    for (String item : Values.list(text)) {
      int equals = item.indexOf('=');
      if (equals <= 0 || equals == item.length() - 1) {
        throw new Values.Unexpected("d111.cloudfront.net=E2EXAMPLE, separated by commas");
      }
      ids.put(Values.lower(item.substring(0, equals).strip()), item.substring(equals + 1).strip());
    }
    return ids;
  }
}
