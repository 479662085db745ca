package ai.cequence.cloudfront.parse;

import ai.cequence.cloudfront.source.s3.LogObject;
import ai.cequence.cloudfront.source.s3.LogObjectOpener;
import ai.cequence.cloudfront.source.s3.ObjectPosition;
import ai.cequence.cloudfront.testing.ParsedLines;
import ai.cequence.cloudfront.testing.ParserSetup;
import ai.cequence.cloudfront.testing.SeekableBytes;
import ai.cequence.cloudfront.transaction.LogSource;
import ai.cequence.cloudfront.transaction.Transaction;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What must hold for any input: the first byte chooses settings, the others are a log object or a
 * Kinesis record. The parser ends, throws nothing, accounts for every line, writes sound JSON, and
 * loses no good line beside a bad one.
 */
final class FuzzTarget {
  /** Bits of the first byte. */
  static final int OBJECT = 1;

  private static final int REDACTS = 2;
  private static final int FIELDS_ARE_CONFIGURED = 4;
  private static final int EXCLUDES = 8;
  private static final int BARS_DELIMIT = 16;

  /** Puts a good line before and one behind an object, which is then an uncompressed one. */
  static final int BETWEEN_GOOD_LINES = 32;

  private static final int MAX_LINE_BYTES = 4096;
  private static final int MAX_OBJECT_BYTES = 65_536;
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final List<String> FIELDS =
      List.of("timestamp", "c-ip", "sc-status", "cs-method", "cs-uri-stem", "cs-headers");
  private static final String GOOD =
      "{\"timestamp(ms)\":\"1732262400123\",\"c-ip\":\"::1\",\"cs-method\":\"GET\","
          + "\"cs-uri-stem\":\"/good/line\",\"sc-status\":\"200\",\"x-edge-request-id\":\"%s\"}\n";

  private FuzzTarget() {}

  /**
   * Parses one input.
   *
   * @return what came of it, in words of which there are few: a new one is a reason to go on
   * @throws IllegalStateException where it is not what it must be
   */
  static Set<String> run(byte[] input) throws IOException {
    if (input.length == 0) {
      return Set.of();
    }
    int choice = input[0];
    byte[] log = Arrays.copyOfRange(input, 1, input.length);
    LogParser parser = new LogParser(settings(choice));
    if ((choice & OBJECT) == 0) {
      return kinesis(parser, log);
    }
    return (choice & BETWEEN_GOOD_LINES) == 0
        ? outcome(object(parser, log))
        : betweenGoodLines(parser, log);
  }

  private static Set<String> kinesis(LogParser parser, byte[] record) throws IOException {
    ParsedLines parsed = new ParsedLines();
    parser.parse(
        LogChunk.lines(LogSource.KINESIS, "arn/shard/1", 1, null, record, 0, record.length),
        parsed);
    check(parsed, lines(record, 0, record.length));
    return outcome(parsed);
  }

  private static ParsedLines object(LogParser parser, byte[] bytes) throws IOException {
    ParsedLines parsed = new ParsedLines();
    long lines = 0;
    try (LogObject object =
        new LogObjectOpener(MAX_LINE_BYTES, MAX_OBJECT_BYTES)
            .open("s3://b/k", new SeekableBytes(bytes), bytes.length, ObjectPosition.START)) {
      for (LogChunk chunk = object.next(); chunk != null; chunk = object.next()) {
        lines += chunk.failure() == null ? lines(chunk.bytes(), chunk.start(), chunk.length()) : 1;
        parser.parse(chunk, parsed);
      }
    }
    check(parsed, lines);
    return parsed;
  }

  private static Set<String> betweenGoodLines(LogParser parser, byte[] log) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(GOOD.formatted("before").getBytes(StandardCharsets.US_ASCII));
    all.write(log);
    all.write('\n');
    all.write(GOOD.formatted("behind").getBytes(StandardCharsets.US_ASCII));
    byte[] bytes = all.toByteArray();
    ParsedLines parsed = object(parser, bytes);
    expect("lines of an uncompressed object", lines(bytes, 0, bytes.length), (long) parsed.lines());
    expect("transactions, at least", true, parsed.transactions.size() >= 2);
    expect("id of the first", "before", parsed.transactions.get(0).id());
    expect(
        "id of the last", "behind", parsed.transactions.get(parsed.transactions.size() - 1).id());
    return outcome(parsed);
  }

  private static long lines(byte[] bytes, int start, int length) {
    int end = start + length;
    long lines = length > 0 && bytes[end - 1] != '\n' ? 1 : 0;
    for (int i = start; i < end; i++) {
      lines += bytes[i] == '\n' ? 1 : 0;
    }
    return lines;
  }

  private static void check(ParsedLines parsed, long lines) throws IOException {
    expect("lines accounted for", lines, (long) parsed.lines());
    for (Transaction transaction : parsed.transactions) {
      checkJson(transaction.json());
      expect("a time since 1970", true, transaction.timestampMillis() >= 0);
      expect("an id", false, transaction.id().isEmpty());
    }
    for (Rejection rejection : parsed.rejections) {
      expect("a detail", false, rejection.detail().isEmpty());
    }
  }

  /** UTF-8 without a fault, one object, and no member twice: the reader throws otherwise. */
  private static void checkJson(byte[] json) throws IOException {
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
    try (JsonParser reader = JSON.createParser(text)) {
      expect("begin of a transaction", JsonToken.START_OBJECT, reader.nextToken());
      reader.skipChildren();
      expect("the end of a transaction", true, reader.nextToken() == null);
    }
  }

  private static void expect(String what, Object expected, Object found) {
    if (!expected.equals(found)) {
      throw new IllegalStateException(
          "Expected " + what + ": " + expected + ", found " + found + "; the input is at fault");
    }
  }

  private static Set<String> outcome(ParsedLines parsed) {
    Set<String> words = new TreeSet<>();
    for (Rejection rejection : parsed.rejections) {
      String detail = rejection.detail();
      words.add(rejection.reason() + detail.substring(0, Math.min(28, detail.length())));
    }
    parsed.skips.forEach(skip -> words.add(skip.word()));
    for (Transaction transaction : parsed.transactions) {
      words.add(shape(transaction.json()));
    }
    words.add("layouts " + Math.min(3, parsed.layouts.size()));
    words.add("directives " + Math.min(2, parsed.directives));
    return words;
  }

  /** How long a transaction is, roughly, and which of the rarer signs it holds. */
  private static String shape(byte[] json) {
    boolean[] seen = new boolean[256];
    for (byte b : json) {
      seen[b & 0xFF] = true;
    }
    StringBuilder shape = new StringBuilder();
    shape.append(32 - Integer.numberOfLeadingZeros(json.length));
    for (char sign : "\\%?*<;'\u00ef\u00c3\u00f0".toCharArray()) {
      shape.append(seen[sign] ? sign : ' ');
    }
    return shape.toString();
  }

  private static ParserSettings settings(int choice) {
    ParserSetup setup =
        new ParserSetup()
            .distributions(Map.of("d1.cloudfront.net", "E1"))
            .skipping(
                Set.of("jpg"), (choice & EXCLUDES) != 0 ? List.of("/x/**/y*", "/?") : List.of())
            .s3(
                (choice & FIELDS_ARE_CONFIGURED) != 0 ? FIELDS : List.of(),
                (choice & BARS_DELIMIT) != 0 ? "||" : "\t")
            .kinesis(FIELDS);
    if ((choice & REDACTS) != 0) {
      setup.redacting(
          Set.of("token"), Set.of("session"), Set.of("cookie", "user-agent", "x-api-key"));
    }
    return setup.settings();
  }
}
