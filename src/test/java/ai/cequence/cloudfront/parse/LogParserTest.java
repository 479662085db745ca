package ai.cequence.cloudfront.parse;

import static ai.cequence.cloudfront.parse.Parsing.FIELDS;
import static ai.cequence.cloudfront.parse.Parsing.LINE;
import static ai.cequence.cloudfront.parse.Parsing.kinesis;
import static ai.cequence.cloudfront.parse.Parsing.one;
import static ai.cequence.cloudfront.parse.Parsing.parse;
import static ai.cequence.cloudfront.parse.Parsing.with;
import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.testing.BridgeJson;
import ai.cequence.cloudfront.testing.ParsedLines;
import ai.cequence.cloudfront.testing.ParserSetup;
import ai.cequence.cloudfront.transaction.LogSource;
import ai.cequence.cloudfront.transaction.Transaction;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract's mapping, field by field. */
class LogParserTest {
  @ParameterizedTest
  @CsvSource({
    "/2401%2520Gw, /2401%20Gw",
    "/a+b, /a+b",
    "/caf%C3%A9, /caf%C3%A9",
    "/caf%E9, /caf%E9",
    "/a%20b, /a%20b",
    "/a%09b%0A, /a%09b%0A",
    "/%zz%4, /%zz%4",
    "/%7Euser%5B1%5D, /~user[1]",
    "/%7f, /%7F",
    "/%00, /%00",
    "/%22%5C, '/\"\\'",
  })
  void uriIsDecodedOnceToItsWireForm(String stem, String expected) {
    JsonNode json = one(parse(FIELDS, LINE.replace("/a", stem)));
    assertThat(json.at("/request/uri-query-fragment").asText()).isEqualTo(expected);
  }

  @Test
  void queryIsAppendedUnlessItIsMissing() {
    assertThat(
            one(parse(FIELDS, LINE.replace("/a\t-", "/a\tx=1%2526&y=-")))
                .at("/request/uri-query-fragment")
                .asText())
        .isEqualTo("/a?x=1%26&y=-");
    assertThat(one(parse(FIELDS, LINE)).at("/request/uri-query-fragment").asText()).isEqualTo("/a");
  }

  @Test
  void aClientCannotForgeHeaders() {
    List<String> fields =
        List.of("timestamp", "c-ip", "sc-status", "cs-method", "cs-uri-stem", "cs-headers");
    JsonNode json =
        one(
            kinesis(
                fields,
                "1.5\t::1\t200\tGET\t/a\tX-A:one%250AX-Forged:yes%0Ax-b:%0ANo-Colon%0Abad%20name:v%0AX-A:two%0A"));
    assertThat(json.at("/request/headers"))
        .extracting(JsonNode::asText)
        .containsExactly(
            "X-A: one%0AX-Forged:yes", "x-b: ", "No-Colon: ", "bad%20name: v", "X-A: two");
  }

  @Test
  void headerFieldsFollowWhereNoHeaderOfTheirNameIsLogged() {
    List<String> fields =
        List.of(
            "timestamp",
            "c-ip",
            "sc-status",
            "cs-method",
            "cs-host",
            "cs-uri-stem",
            "cs-user-agent",
            "cs-headers");
    JsonNode json =
        one(kinesis(fields, "1\t::1\t200\tGET\tapi.example.com\t/a\tcurl/8\tUSER-AGENT:curl/8%0A"));
    assertThat(json.at("/request/headers"))
        .extracting(JsonNode::asText)
        .containsExactly("USER-AGENT: curl/8", "host: api.example.com");
  }

  @Test
  void forwardedForIsUnescapedThenDecoded() {
    assertThat(
            with("x-forwarded-for", "10.0.0.1,\\x2010.0.0.2%20\\xzz")
                .at("/request/headers/0")
                .asText())
        .isEqualTo("x-forwarded-for: 10.0.0.1, 10.0.0.2 \\xzz");
    assertThat(with("cs(User-Agent)", "\\x20").at("/request/headers/0").asText())
        .isEqualTo("user-agent: \\x20");
  }

  @ParameterizedTest
  @CsvSource({"http,80", "ws,80", "https,443", "wss,443", "grpcs,443"})
  void portFollowsTheProtocol(String protocol, int port) {
    JsonNode json = with("cs-protocol", protocol);
    assertThat(json.at("/request/http-scheme").asText()).isEqualTo(protocol);
    assertThat(json.at("/request/connection/server-port").asInt()).isEqualTo(port);
  }

  @Test
  void defaultsStandInForMissingFields() {
    JsonNode json = one(parse(FIELDS, LINE));
    assertThat(json.at("/request/http-scheme").asText()).isEqualTo("https");
    assertThat(json.at("/request").has("http-version")).isFalse();
    assertThat(json.at("/request/connection/connection-port").asInt(-1)).isZero();
    assertThat(json.at("/request/connection/server-ip").asText()).isEqualTo("0.0.0.0");
    assertThat(json.get("timestamp").asText()).isEqualTo("1769903999.000");
  }

  @ParameterizedTest
  @CsvSource({"65535,65535", "65536,0", "0,0", "x,0", "-1,0", "123456,0"})
  void portIsANumberOrZero(String logged, int expected) {
    assertThat(with("c-port", logged).at("/request/connection/connection-port").asInt(-1))
        .isEqualTo(expected);
  }

  @Test
  void versionLosesItsPrefix() {
    assertThat(with("cs-protocol-version", "HTTP/3.0").at("/request/http-version").asText())
        .isEqualTo("3.0");
  }

  @Test
  void rangeNeedsBothEnds() {
    assertThat(
            one(parse(FIELDS + " sc-range-start sc-range-end", LINE + "\t0\t99"))
                .get("response-headers")
                .toString())
        .isEqualTo("[\"content-range: bytes 0-99/*\"]");
    assertThat(with("sc-range-start", "0").get("response-headers")).isEmpty();
  }

  @Test
  void whatTheTableDoesNotNameIsExtractedAsLogged() {
    JsonNode json =
        one(
            parse(
                FIELDS + " sc-bytes cs(Accept-Language) zz-new asn s-ip",
                LINE + "\t5368709120\ten\ta%20b\"\\\t-\t198.51.100.1"));
    assertThat(json.get("data_extractions").toString())
        .isEqualTo("{\"sc-bytes\":\"5368709120\",\"zz-new\":\"a%20b\\\"\\\\\"}");
    assertThat(json.at("/request/connection/server-ip").asText()).isEqualTo("198.51.100.1");
  }

  @Test
  void bytesThatAreNoUtf8BecomeReplacementCharacters() {
    byte[] line = (LINE + "\tx").getBytes(StandardCharsets.ISO_8859_1);
    line[line.length - 1] = (byte) 0xE9;
    ParsedLines parsed = parse(ParserSetup.plain(), FIELDS + " zz", line);
    assertThat(one(parsed).at("/data_extractions/zz").asText()).isEqualTo("\uFFFD");
    assertThat(with("x-host-header", "%E9%C3%A9").at("/request/host").asText())
        .isEqualTo("\uFFFDé");
  }

  @Test
  void timestampInMillisecondsComesFirst() {
    assertThat(with("timestamp(ms)", "1731699951183").get("timestamp").asText())
        .isEqualTo("1731699951.183");
    assertThat(with("timestamp", "1731699951").get("timestamp").asText())
        .as("date and time come before seconds")
        .isEqualTo("1769903999.000");
  }

  @Test
  void distributionIsFoundInItsOrder() {
    String name = "s3://b/p/E1AAAAAAAAAA.2026-01-31-23.abc.gz";
    assertThat(distribution(name, "DistributionId", "E9")).isEqualTo("E9");
    assertThat(distribution(name, "distributionid", "E9")).isEqualTo("E9");
    assertThat(distribution(name, "primary-distribution-id", "E8")).isEqualTo("E8");
    assertThat(distribution(name, "asn", "1")).isEqualTo("E1AAAAAAAAAA");
    assertThat(
            distribution("s3://b/AWSLogs/1/CloudFront/E2BBBBBBBB9/2026/01/31/23/x.gz", "asn", "1"))
        .isEqualTo("E2BBBBBBBB9");
    assertThat(distribution("s3://b/x/DistributionId=E3CCCCCCCC9/year=2026/x.gz", "asn", "1"))
        .isEqualTo("E3CCCCCCCC9");
    assertThat(distribution("s3://b/x.gz", "cs(Host)", "D111.cloudfront.net")).isEqualTo("E4");
    assertThat(distribution("s3://b/x.gz", "cs(Host)", "d222.cloudfront.net"))
        .isEqualTo("d222.cloudfront.net");
  }

  private static String distribution(String origin, String field, String value) {
    ParserSettings settings =
        new ParserSetup().distributions(Map.of("d111.cloudfront.net", "E4")).settings();
    byte[] line = (LINE + "\t" + value).getBytes(StandardCharsets.UTF_8);
    ParsedLines parsed = new ParsedLines();
    new LogParser(settings)
        .parse(
            LogChunk.lines(LogSource.S3, origin, 1, FIELDS + " " + field, line, 0, line.length),
            parsed);
    assertThat(parsed.transactions.get(0).distribution())
        .isEqualTo(one(parsed).get("pool_id").asText());
    return parsed.transactions.get(0).distribution();
  }

  @Test
  void aMissingIdIsDerivedFromFilePositionAndBytes() {
    String fields = FIELDS.replace(" x-edge-request-id", "");
    String line = LINE.replace("\tid-1", "") + "\n";
    ParsedLines twice = parse(fields, line + line);
    String first = twice.transactions.get(0).id();
    String second = twice.transactions.get(1).id();
    assertThat(first).matches("[0-9a-f]{32}");
    assertThat(second).as("two equal requests of one second keep two").isNotEqualTo(first);
    assertThat(parse(fields, line + line).transactions.get(1).id()).isEqualTo(second);
    assertThat(parse(fields, "#x\n" + line).transactions.get(0).id())
        .as("the same bytes on the same line of the same file")
        .isEqualTo(second);
  }

  @Test
  void requestIdMayBeginWithADash() {
    assertThat(
            one(parse(FIELDS, LINE.replace("id-1", "-TxCBr8k=="))).get("transaction-id").asText())
        .isEqualTo("-TxCBr8k==");
  }

  @Test
  void statusOfAnAbortedRequestStays() {
    assertThat(one(parse(FIELDS, LINE.replace("200", "000"))).get("status-code").asText())
        .isEqualTo("000");
  }

  /** The first 15 columns of standard logs; the documents have 35. */
  @ParameterizedTest
  @CsvSource({"0, -, true", "18, -, true", "20, -, true", "21, '', true", "21, -, false"})
  void aLineWithoutAHeaderHasTheColumnsOfItsTime(int more, String last, boolean sound) {
    String line =
        "2026-01-31\t10:00:00\tSFO53\t10\t203.0.113.7\tGET\td1.cloudfront.net\t/a\t200\t-\t-"
            + "\tx=1\t-\tMiss\tid-1";
    String padded = more == 0 ? line : line + "\t-".repeat(more - 1) + "\t" + last;
    ParsedLines parsed = parse(null, line + "\n" + padded + "\n" + line + "\n");
    assertThat(parsed.lines()).isEqualTo(3);
    if (sound) {
      assertThat(parsed.transactions)
          .extracting(Transaction::json)
          .extracting(BridgeJson::parse)
          .allSatisfy(
              json -> {
                assertThat(json.get("transaction-id").asText()).isEqualTo("id-1");
                assertThat(json.at("/request/uri-query-fragment").asText()).isEqualTo("/a?x=1");
              })
          .hasSize(3);
    } else {
      assertThat(parsed.rejections)
          .extracting(Rejection::detail)
          .containsExactly(
              "expected 35 columns, found 36; the line does not belong to the header it stands"
                  + " under");
    }
  }
}
