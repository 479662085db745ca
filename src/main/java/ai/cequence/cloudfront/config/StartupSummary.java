package ai.cequence.cloudfront.config;

import ai.cequence.cloudfront.config.SourceSettings.KinesisSettings;
import ai.cequence.cloudfront.config.SourceSettings.S3Settings;
import ai.cequence.cloudfront.config.SourceSettings.SourceType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the job says of itself at start, a fact a line: what runs, with what, and where to look. */
public final class StartupSummary {
  /** Heap of the tables of known ids, rounded up from what was measured. */
  static final long HEAP_BYTES_PER_ID = 24;

  private StartupSummary() {}

  /**
   * About ten lines; no secret is in them.
   *
   * @param version of the application
   */
  public static List<String> of(Settings settings, String version) {
    List<String> lines = new ArrayList<>();
    lines.add("cloudfront-bridge " + version);
    SourceSettings source = settings.source();
    if (source.types().contains(SourceType.S3)) {
      lines.add(s3(source.s3()));
    }
    if (source.types().contains(SourceType.KINESIS)) {
      lines.add(kinesis(source.kinesis()));
    }
    lines.add(filters(settings.filter()));
    lines.add(dedup(settings.dedup()));
    WindowSettings window = settings.window();
    lines.add(
        "Closes a window after %,d ms, %,d transactions or %,d bytes"
            .formatted(window.size().toMillis(), window.maxTransactions(), window.maxBytes()));
    BridgeSettings bridge = settings.bridge();
    lines.add(
        "Sends to %s as %s, %d at once%s"
            .formatted(
                bridge.ingestUrl(),
                bridge.clientId(),
                bridge.maxInFlight(),
                bridge.gzip() ? ", gzip" : ""));
    lines.add("Tokens from " + bridge.tokenUrl());
    lines.add("Dead letters in " + settings.deadLetter().path() + ", ledger beside");
    lines.add(
        "✅ "
            + reports(settings.logging().reportInterval())
            + "; see docs/metrics.md and docs/operations.md");
    return lines;
  }

  private static String s3(S3Settings s3) {
    return "Reads S3 paths %s, %s by %s"
        .formatted(s3.paths(), s3.bounded() ? "bounded" : "continuous", lower(s3.discovery()));
  }

  private static String kinesis(KinesisSettings kinesis) {
    return "Reads Kinesis streams %s by %s, begun at %s%s, records of %d fields"
        .formatted(
            kinesis.streamArns(),
            lower(kinesis.reader()),
            kinesis.initialPosition(),
            kinesis.initialTimestamp() == null ? "" : " " + kinesis.initialTimestamp(),
            kinesis.fields().size());
  }

  private static String filters(FilterSettings filter) {
    return "Leaves out %d static extensions and %d excluded paths; redacts %d names"
        .formatted(
            filter.staticExtensions().size(),
            filter.excludedPaths().size(),
            filter.redactQuery().size()
                + filter.redactCookies().size()
                + filter.redactHeaders().size());
  }

  private static String dedup(DedupSettings dedup) {
    if (!dedup.enabled()) {
      return "Does not deduplicate";
    }
    return "Remembers ids for %,d min, %,d a subtask on the heap, more on disk"
        .formatted(dedup.ttl().toMinutes(), dedup.heapBytes() / HEAP_BYTES_PER_ID);
  }

  private static String reports(Duration interval) {
    if (interval.isZero()) {
      return "a line follows every request";
    }
    long millis = interval.toMillis();
    return "lines follow each " + (millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms");
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
