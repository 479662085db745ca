package ai.cequence.cloudfront.parse;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.source.s3.LogObjectReader;
import ai.cequence.cloudfront.testing.BridgeJson;
import ai.cequence.cloudfront.testing.ParsedLines;
import ai.cequence.cloudfront.testing.Samples;
import ai.cequence.cloudfront.transaction.LogSource;
import ai.cequence.cloudfront.transaction.Transaction;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real logs of many years, field by field. */
class SampleLogsTest {

  static Set<String> files() throws IOException {
    return Samples.counts().keySet();
  }

  @ParameterizedTest
  @MethodSource("files")
  void becomesTheTransactionsOfTheContract(String file) throws IOException {
    Samples.Counts counts = Samples.counts().get(file);

    ParsedLines parsed = parse(file, 1_000_000);

    assertThat(parsed.rejections).isEmpty();
    assertThat(parsed.skips).isEmpty();
    assertThat(parsed.directives).isEqualTo(counts.directives());
    assertThat(parsed.transactions).hasSize(counts.transactions());
    assertThat(parsed.lines()).isEqualTo(counts.lines());
    List<ObjectNode> expected = Samples.expected(file);
    for (ObjectNode one : expected) {
      int line = one.remove("line").asInt();
      Transaction actual = parsed.transactions.get(line - counts.directives() - 1);
      ObjectNode readable = BridgeJson.readable(BridgeJson.parse(actual.json()), "9.9", "job");
      if (one.get("transaction-id").isNull()) {
        assertThat(readable.remove("transaction-id").asText()).matches("[0-9a-f]{32}");
        one.remove("transaction-id");
      }
      assertThat(readable.toPrettyString()).as(file + ":" + line).isEqualTo(one.toPrettyString());
    }
  }

  /** Chunks that hold a line or two each, so that every header travels from chunk to chunk. */
  @ParameterizedTest
  @MethodSource("files")
  void chunksMakeNoDifference(String file) throws IOException {
    assertThat(parse(file, 1000).transactions)
        .extracting(Transaction::toString)
        .isEqualTo(
            parse(file, 1_000_000).transactions.stream().map(Transaction::toString).toList());
  }

  @Test
  void streamingLogsAreSkipped() throws IOException {
    ParsedLines parsed = parse("rtmp-1-0.txt", 1_000_000);

    assertThat(parsed.transactions).isEmpty();
    assertThat(parsed.rejections).isEmpty();
    assertThat(parsed.skips).isNotEmpty().containsOnly(SkipReason.STREAMING_LOG);
  }

  @Test
  void realTimeRecordsHaveTheirHostAndQueryElsewhere() throws IOException {
    List<String> lines = Files.readAllLines(Samples.FOLDER.resolve("kinesis-1-0.txt"));
    String fields = lines.get(1).substring("#Fields: ".length());
    byte[] record = (lines.get(2) + "\n").getBytes(StandardCharsets.UTF_8);
    LogParser parser = new LogParser(LogParserTest.settings(List.of(fields.split(" ", -1))));
    ParsedLines parsed = new ParsedLines();

    parser.parse(
        LogChunk.lines(LogSource.KINESIS, "stream/shard/1", 1, null, record, 0, record.length),
        parsed);

    ObjectNode json =
        BridgeJson.readable(BridgeJson.parse(parsed.transactions.get(0).json()), "9.9", "job");
    assertThat(json.get("timestamp").asText()).isEqualTo("1607374321.541");
    assertThat(json.at("/request/uri-query-fragment").asText())
        .startsWith("/i?stm=1607374321563&e=pp&url=http%3A%2F%2Flocalhost%3A5000%2Fpage-2&refr=")
        .endsWith("&fp=2033130908")
        .doesNotContain(
            "?stm=1607374321563&e=pp&url=http%3A%2F%2Flocalhost%3A5000%2Fpage-2&refr=x?");
    assertThat(json.at("/request/http-scheme").asText()).isEqualTo("http");
    assertThat(json.at("/request/connection/server-port").asInt()).isEqualTo(80);
    assertThat(json.at("/request/headers"))
        .extracting(h -> h.asText())
        .containsExactly(
            "Host: test.cloudfront.net",
            "User-Agent: Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:83.0) Gecko/20100101"
                + " Firefox/83.0",
            "Accept: image/webp,*/*",
            "Accept-Language: en-US,en;q=0.5",
            "Accept-Encoding: gzip, deflate",
            "DNT: 1",
            "Connection: keep-alive",
            "Referer: http://localhost:5000/page-2");
    assertThat(json.get("data_extractions").toString())
        .isEqualTo(
            "{\"time-to-first-byte\":\"0.042\",\"sc-bytes\":\"485\",\"cs-bytes\":\"745\","
                + "\"x-edge-location\":\"EWR52-C4\",\"time-taken\":\"0.042\",\"c-ip-version\":\"IPv4\","
                + "\"x-edge-response-result-type\":\"Miss\",\"x-edge-result-type\":\"Miss\","
                + "\"x-edge-detailed-result-type\":\"Miss\",\"c-country\":\"US\","
                + "\"cache-behavior-path-pattern\":\"*\",\"cs-header-names\":\"Host%0AUser-Agent%0A"
                + "Accept%0AAccept-Language%0AAccept-Encoding%0ADNT%0AConnection%0AReferer%0A\","
                + "\"cs-headers-count\":\"8\"}");
  }

  private static ParsedLines parse(String file, int chunkBytes) throws IOException {
    ParsedLines parsed = new ParsedLines();
    LogParser parser = new LogParser(LogParserTest.settings(List.of()));
    try (LogObjectReader reader =
        LogObjectReader.open(
            "s3://bucket/logs/" + file,
            Files.newInputStream(Samples.FOLDER.resolve(file)),
            chunkBytes,
            Long.MAX_VALUE)) {
      for (LogChunk chunk = reader.next(); chunk != null; chunk = reader.next()) {
        parser.parse(chunk, parsed);
      }
    }
    return parsed;
  }

  /** Nothing but names, to keep the two above honest. */
  @Test
  void everySampleHasAnExpectation() throws IOException {
    Map<String, Samples.Counts> counts = Samples.counts();
    assertThat(counts).hasSize(17);
    for (String file : counts.keySet()) {
      assertThat(Samples.expected(file)).isNotEmpty();
    }
  }
}
