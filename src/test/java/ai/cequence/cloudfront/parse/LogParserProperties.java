package ai.cequence.cloudfront.parse;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.testing.BridgeJson;
import ai.cequence.cloudfront.testing.ParsedLines;
import ai.cequence.cloudfront.testing.ParserSetup;
import ai.cequence.cloudfront.transaction.LogSource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever the bytes are, the parser ends and accounts for every line. */
class LogParserProperties {
  private static final ParserSettings SETTINGS =
      new ParserSetup()
          .skipping(Set.of("jpg"), List.of("/x/**"))
          .redacting(Set.of("token"), Set.of("session"), Set.of("cookie"))
          .kinesis(
              List.of("timestamp", "c-ip", "sc-status", "cs-method", "cs-uri-stem", "cs-headers"))
          .settings();

  /** As in a job, one parser takes what comes; making one costs more than a try. */
  private static final LogParser PARSER = new LogParser(SETTINGS);

  private static long objects;
  private static final String SEED =
      "#Fields: date time c-ip cs-method cs-uri-stem sc-status cs(Cookie)\n"
          + "2026-01-31\t23:59:59\t203.0.113.7\tGET\t/a%20b?token=1\t200\tsession=%22\n"
          + "{\"timestamp(ms)\":\"1731699951183\",\"c-ip\":\"::1\",\"cs-method\":\"GET\",\"cs-uri-stem\":\"/\",\"sc-status\":\"200\"}\n"
          + "2026-01-31\t23:59:59\tSFO\t1\t203.0.113.7\tGET\td\t/a\t200\n";

  @Property(tries = 2000)
  void accountsForEveryLineOfAnyBytes(@ForAll byte[] bytes, @ForAll boolean kinesis) {
    check(bytes, kinesis);
  }

  @Property(tries = 5000)
  void accountsForEveryLineOfDamagedLogs(
      @ForAll @IntRange(min = 0, max = 10_000) int position,
      @ForAll byte value,
      @ForAll @IntRange(min = 0, max = 10_000) int cut,
      @ForAll boolean kinesis) {
    byte[] bytes = SEED.getBytes(StandardCharsets.UTF_8);
    bytes[position % bytes.length] = value;
    byte[] shortened = java.util.Arrays.copyOf(bytes, 1 + cut % bytes.length);
    check(shortened, kinesis);
  }

  private static void check(byte[] bytes, boolean kinesis) {
    ParsedLines parsed = new ParsedLines();
    PARSER.parse(
        LogChunk.lines(
            kinesis ? LogSource.KINESIS : LogSource.S3,
            "o/" + objects++,
            1,
            null,
            bytes,
            0,
            bytes.length),
        parsed);
    int lines = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n' || i == bytes.length - 1) {
        lines++;
      }
    }
    assertThat(parsed.lines()).isEqualTo(lines);
    parsed.transactions.forEach(t -> BridgeJson.parse(t.json()));
  }
}
