package ai.cequence.cloudfront.parse;

import ai.cequence.cloudfront.source.s3.LogObjectReader;
import ai.cequence.cloudfront.testing.ParsedLines;
import ai.cequence.cloudfront.transaction.LogSource;
import ai.cequence.cloudfront.transaction.Transaction;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a coverage-guided fuzzer calls ({@code scripts/fuzz.sh}): the first byte chooses settings,
 * the others are a log. The parser must end, account for every line, and write JSON that is sound.
 */
public final class LogParserFuzz {
  private static final int MAX_LINE_BYTES = 4096;
  private static final int MAX_OBJECT_BYTES = 65_536;
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final List<String> FIELDS =
      List.of("timestamp", "c-ip", "sc-status", "cs-method", "cs-uri-stem", "cs-headers");

  private LogParserFuzz() {}

  /** One run; throws where something is wrong. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    byte[] log = Arrays.copyOfRange(input, 1, input.length);
    LogParser parser = new LogParser(settings(input[0]));
    if ((input[0] & 1) == 0) {
      kinesis(parser, log);
    } else {
      object(parser, log);
    }
  }

  private static void kinesis(LogParser parser, byte[] record) throws IOException {
    ParsedLines parsed = new ParsedLines();
    parser.parse(
        LogChunk.lines(LogSource.KINESIS, "arn/shard/1", 1, null, record, 0, record.length),
        parsed);
    check(parsed, lines(record, record.length));
  }

  private static void object(LogParser parser, byte[] bytes) throws IOException {
    ParsedLines parsed = new ParsedLines();
    long lines = 0;
    try (LogObjectReader reader =
        LogObjectReader.open(
            "s3://b/k.gz", new ByteArrayInputStream(bytes), MAX_LINE_BYTES, MAX_OBJECT_BYTES)) {
      for (LogChunk chunk = reader.next(); chunk != null; chunk = reader.next()) {
        lines +=
            chunk.failure() == null
                ? lines(
                    Arrays.copyOfRange(
                        chunk.bytes(), chunk.start(), chunk.start() + chunk.length()),
                    chunk.length())
                : 1;
        parser.parse(chunk, parsed);
      }
    }
    check(parsed, lines);
  }

  private static long lines(byte[] bytes, int length) {
    long lines = length > 0 && bytes[length - 1] != '\n' ? 1 : 0;
    for (byte b : bytes) {
      lines += b == '\n' ? 1 : 0;
    }
    return lines;
  }

  private static void check(ParsedLines parsed, long lines) throws IOException {
    if (parsed.lines() != lines) {
      throw new IllegalStateException(
          "Expected an account of " + lines + " lines, found one of " + parsed.lines());
    }
    for (Transaction transaction : parsed.transactions) {
      try (JsonParser json =
          JSON.createParser(new String(transaction.json(), StandardCharsets.UTF_8))) {
        while (json.nextToken() != null) {
          // Reads all of it, so that what is no JSON throws.
        }
      }
      if (transaction.timestampMillis() < 0 || transaction.id().isEmpty()) {
        throw new IllegalStateException("Expected a time and an id, found " + transaction);
      }
    }
  }

  private static ParserSettings settings(byte choice) {
    boolean redacts = (choice & 2) != 0;
    boolean plain = (choice & 4) != 0;
    return new ParserSettings(
        "1.0",
        "fuzz",
        Map.of("d1.cloudfront.net", "E1"),
        Set.of("jpg"),
        (choice & 8) != 0 ? List.of("/x/**/y*", "/?") : List.of(),
        redacts ? Set.of("token") : Set.of(),
        redacts ? Set.of("session") : Set.of(),
        redacts ? Set.of("cookie", "user-agent", "x-api-key") : Set.of(),
        plain ? FIELDS : List.of(),
        (choice & 16) != 0 ? "||" : "\t",
        FIELDS);
  }
}
