package ai.cequence.cloudfront.parse;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.testing.BridgeJson;
import ai.cequence.cloudfront.testing.ParsedLines;
import ai.cequence.cloudfront.testing.ParserSetup;
import ai.cequence.cloudfront.transaction.LogSource;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the parser makes of some lines. */
final class Parsing {
  static final String FIELDS =
      "date time c-ip cs-method cs-uri-stem cs-uri-query sc-status x-edge-request-id";

  /** A sound line of {@link #FIELDS}. */
  static final String LINE = "2026-01-31\t23:59:59\t203.0.113.7\tGET\t/a\t-\t200\tid-1";

  private Parsing() {}

  /** Lines of an object of no distribution, under a header where there is one. */
  static ParsedLines parse(@Nullable String fields, String lines) {
    return parse(ParserSetup.plain(), fields, lines.getBytes(StandardCharsets.UTF_8));
  }

  static ParsedLines parse(ParserSettings settings, @Nullable String fields, byte[] lines) {
    return parse(
        settings,
        LogChunk.lines(LogSource.S3, "s3://b/logs/f.gz", 1, fields, lines, 0, lines.length));
  }

  static ParsedLines parse(ParserSettings settings, LogChunk chunk) {
    ParsedLines parsed = new ParsedLines();
    new LogParser(settings).parse(chunk, parsed);
    return parsed;
  }

  /** A record of a stream that is configured to have these fields. */
  static ParsedLines kinesis(List<String> fields, String record) {
    byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
    return parse(
        new ParserSetup().kinesis(fields).settings(),
        LogChunk.lines(LogSource.KINESIS, "arn/shard/7", 1, null, bytes, 0, bytes.length));
  }

  /** The one transaction of lines that are sound, its headers readable. */
  static JsonNode one(ParsedLines parsed) {
    assertThat(parsed.rejections).isEmpty();
    assertThat(parsed.transactions).hasSize(1);
    return BridgeJson.readable(BridgeJson.parse(parsed.transactions.get(0).json()), "9.9", "job");
  }

  /** The transaction of {@link #LINE} with one field more. */
  static JsonNode with(String field, String value) {
    return one(parse(FIELDS + " " + field, LINE + "\t" + value + "\n"));
  }
}
