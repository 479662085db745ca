package ai.cequence.cloudfront.parse;

import static ai.cequence.cloudfront.parse.Parsing.FIELDS;
import static ai.cequence.cloudfront.parse.Parsing.LINE;
import static ai.cequence.cloudfront.parse.Parsing.kinesis;
import static ai.cequence.cloudfront.parse.Parsing.one;
import static ai.cequence.cloudfront.parse.Parsing.parse;
import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.testing.BridgeJson;
import ai.cequence.cloudfront.testing.ParsedLines;
import ai.cequence.cloudfront.testing.ParserSetup;
import ai.cequence.cloudfront.transaction.LogSource;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What tells the formats apart, and the traps of each. */
class LogFormatsTest {
  @Test
  void readsJsonLines() {
    JsonNode json =
        one(
            parse(
                null,
                "{\"timestamp(ms)\":1731699951183,\"c-ip\":\"::1\",\"cs-method\":\"GET\",\"cs-uri-stem\":\"/a%20b\","
                    + "\"cs-uri-query\":\"-\",\"sc-status\":7,\"cs(User-Agent)\":\"a\\\"b\\u00e9\\ud83d\\ude00\","
                    + "\"asn\":\"16509\",\"DistributionId\":\"E77\",\"origin-fbl\":null,\"x\":{\"a\":[1,\"}\"]}}\r\n"));
    assertThat(json.get("timestamp").asText()).isEqualTo("1731699951.183");
    assertThat(json.get("status-code").asText()).isEqualTo("007");
    assertThat(json.at("/request/uri-query-fragment").asText()).isEqualTo("/a%20b");
    assertThat(json.get("pool_id").asText()).isEqualTo("E77");
    assertThat(json.at("/request/headers/0").asText().getBytes(StandardCharsets.ISO_8859_1))
        .isEqualTo("user-agent: a\"bé😀".getBytes(StandardCharsets.UTF_8));
    assertThat(json.get("data_extractions").toString())
        .isEqualTo("{\"asn\":\"16509\",\"x\":\"{\\\"a\\\":[1,\\\"}\\\"]}\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{",
        "{\"a\"}",
        "{\"a\":\"b\"",
        "{\"a\":\"b\"}x",
        "{\"a\":\"\\q\"}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":nul}",
        "{'a':1}"
      })
  void rejectsBrokenJson(String line) {
    assertThat(parse(null, line).rejections)
        .extracting(Rejection::reason)
        .containsExactly(RejectReason.UNKNOWN_FORMAT);
  }

  @Test
  void headerInTheMiddleHoldsForWhatFollows() {
    ParsedLines parsed =
        parse(
            FIELDS,
            LINE
                + "\n#Version: 1.0\n#Fields:\ttime\tdate\tc-ip\tcs-method\tcs-uri-stem\tsc-status\n23:00:00\t2026-01-31\t::1\tPUT\t/b\t204\n");
    assertThat(parsed.directives).isEqualTo(2);
    assertThat(parsed.transactions).hasSize(2);
    assertThat(
            BridgeJson.parse(parsed.transactions.get(1).json()).at("/request/http-method").asText())
        .isEqualTo("PUT");
  }

  @Test
  void plainLinesNeedConfiguredFields() {
    String line = "1731699951.5|::1|GET|/a|200";
    assertThat(parse(null, line).rejections)
        .extracting(Rejection::reason)
        .containsExactly(RejectReason.UNKNOWN_FORMAT);
    ParserSettings settings =
        new ParserSetup()
            .s3(List.of("timestamp", "c-ip", "cs-method", "cs-uri-stem", "sc-status"), "|")
            .settings();
    assertThat(
            one(parse(settings, null, line.getBytes(StandardCharsets.UTF_8)))
                .get("timestamp")
                .asText())
        .isEqualTo("1731699951.500");
  }

  @Test
  void aKinesisRecordHasExactlyTheConfiguredColumns() {
    List<String> fields = List.of("timestamp", "c-ip", "sc-status", "cs-method", "cs-uri-stem");
    assertThat(kinesis(fields, "1\t::1\t200\tGET").rejections.get(0).detail())
        .contains("expected 5 columns, found 4", "kinesis.fields");
    assertThat(kinesis(fields, "1\t::1\t200\tGET\t/a\t").rejections).hasSize(1);
    assertThat(kinesis(fields, "1\t::1\t200\tGET\t/a\n2\t::1\t200\tGET\t/b").transactions)
        .hasSize(2);
  }

  @Test
  void realTimeUriHoldsTheQueryAlready() {
    List<String> fields =
        List.of("timestamp", "c-ip", "sc-status", "cs-method", "cs-uri-stem", "cs-uri-query");
    assertThat(
            one(kinesis(fields, "1.5\t::1\t200\tGET\t/a?x=1\tx=1"))
                .at("/request/uri-query-fragment")
                .asText())
        .isEqualTo("/a?x=1");
    assertThat(
            one(kinesis(fields, "1.5\t::1\t200\tGET\t/a\tx=1\n"))
                .at("/request/uri-query-fragment")
                .asText())
        .isEqualTo("/a?x=1");
    assertThat(one(kinesis(fields, "1.5\t::1\t200\tGET\t/a\t-")).get("timestamp").asText())
        .isEqualTo("1.500");
  }

  @Test
  void saysWhichFieldsALayoutLacks() {
    ParsedLines parsed = parse(FIELDS + " zz-new", LINE + "\t1\n" + LINE + "\t1\n");
    assertThat(parsed.layouts).hasSize(1);
    assertThat(parsed.layouts.get(0)).contains("cs(Cookie)", "cs(User-Agent)", "unknown [zz-new]");
  }

  /** A file of 2011 lacks what came later, though no header says so. */
  @Test
  void saysWhatALogWithoutAHeaderLacks() {
    byte[] line =
        "2011-04-01\t23:59:59\tSFO5\t1\t203.0.113.7\tGET\td1.example\t/a\t200\t-\tcurl\t-\n"
            .getBytes(StandardCharsets.UTF_8);
    ParsedLines parsed = new ParsedLines();

    new LogParser(ParserSetup.plain())
        .parse(LogChunk.lines(LogSource.S3, "s3://b/f", 1, null, line, 0, line.length), parsed);

    assertThat(parsed.layouts)
        .containsExactly(
            "d1.example lacks [x-edge-request-id, c-port, cs-protocol, cs-protocol-version,"
                + " cs(Cookie), x-forwarded-for, sc-content-type, x-host-header], unknown []");
  }
}
