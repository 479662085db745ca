package ai.cequence.cloudfront.parse;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.testing.BridgeJson;
import ai.cequence.cloudfront.testing.ParsedLines;
import ai.cequence.cloudfront.transaction.LogSource;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract's rules and the formats' traps, one by one. */
class LogParserTest {
  private static final String FIELDS =
      "date time c-ip cs-method cs-uri-stem cs-uri-query sc-status x-edge-request-id";
  private static final String LINE = "2026-01-31\t23:59:59\t203.0.113.7\tGET\t/a\t-\t200\tid-1";

  static ParserSettings settings(List<String> kinesisFields) {
    return new ParserSettings(
        "9.9",
        "job",
        Map.of(),
        Set.of(),
        List.of(),
        Set.of(),
        Set.of(),
        Set.of(),
        List.of(),
        "\t",
        kinesisFields);
  }

  private static ParserSettings filtering(Set<String> extensions, List<String> paths) {
    return new ParserSettings(
        "9.9",
        "job",
        Map.of(),
        extensions,
        paths,
        Set.of(),
        Set.of(),
        Set.of(),
        List.of(),
        "\t",
        List.of());
  }

  private static ParserSettings redacting() {
    return new ParserSettings(
        "9.9",
        "job",
        Map.of(),
        Set.of(),
        List.of(),
        Set.of("token"),
        Set.of("session"),
        Set.of("x-api-key"),
        List.of(),
        "\t",
        List.of(
            "timestamp",
            "c-ip",
            "sc-status",
            "cs-method",
            "cs-uri-stem",
            "cs-headers",
            "cs-referer",
            "cs-cookie"));
  }

  private static ParsedLines parse(ParserSettings settings, String fields, byte[] lines) {
    ParsedLines parsed = new ParsedLines();
    new LogParser(settings)
        .parse(
            LogChunk.lines(LogSource.S3, "s3://b/logs/f.gz", 1, fields, lines, 0, lines.length),
            parsed);
    return parsed;
  }

  private static ParsedLines parse(String fields, String lines) {
    return parse(settings(List.of()), fields, lines.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode one(ParsedLines parsed) {
    assertThat(parsed.rejections).isEmpty();
    assertThat(parsed.transactions).hasSize(1);
    return BridgeJson.readable(BridgeJson.parse(parsed.transactions.get(0).json()), "9.9", "job");
  }

  private static JsonNode with(String field, String value) {
    return one(parse(FIELDS + " " + field, LINE + "\t" + value + "\n"));
  }

  private static ParsedLines kinesis(List<String> fields, String record) {
    byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
    ParsedLines parsed = new ParsedLines();
    new LogParser(settings(fields))
        .parse(
            LogChunk.lines(LogSource.KINESIS, "arn/shard/7", 1, null, bytes, 0, bytes.length),
            parsed);
    return parsed;
  }

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
    ParsedLines parsed = parse(settings(List.of()), FIELDS + " zz", line);
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
        new ParserSettings(
            "9.9",
            "job",
            Map.of("d111.cloudfront.net", "E4"),
            Set.of(),
            List.of(),
            Set.of(),
            Set.of(),
            Set.of(),
            List.of(),
            "\t",
            List.of());
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

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "203.0.113.7;-;MISSING_FIELD;c-ip",
        "GET;-;MISSING_FIELD;cs-method",
        "/a;-;MISSING_FIELD;cs-uri-stem",
        "200;-;MISSING_FIELD;sc-status",
        "2026-01-31;-;MISSING_FIELD;date and time",
        "23:59:59;-;MISSING_FIELD;date and time",
        "200;20;INVALID_FIELD;three digits",
        "200;2000;INVALID_FIELD;three digits",
        "200;2x0;INVALID_FIELD;three digits",
        "2026-01-31;2026-02-30;INVALID_FIELD;YYYY-MM-DD",
        "2026-01-31;31/01/2026;INVALID_FIELD;YYYY-MM-DD",
        "23:59:59;24:00:00;INVALID_FIELD;HH:MM:SS",
      })
  void rejectsARecordThatIsNotSound(String good, String bad, RejectReason reason, String detail) {
    ParsedLines parsed = parse(FIELDS, LINE.replace(good, bad) + "\n" + LINE);
    assertThat(parsed.transactions).as("the good line beside it").hasSize(1);
    assertThat(parsed.rejections).hasSize(1);
    Rejection rejection = parsed.rejections.get(0);
    assertThat(rejection.reason()).isEqualTo(reason);
    assertThat(rejection.detail()).contains(detail);
    assertThat(rejection.origin()).isEqualTo("s3://b/logs/f.gz:1");
    assertThat(new String(rejection.record(), StandardCharsets.UTF_8))
        .isEqualTo(LINE.replace(good, bad));
  }

  @Test
  void statusOfAnAbortedRequestStays() {
    assertThat(one(parse(FIELDS, LINE.replace("200", "000"))).get("status-code").asText())
        .isEqualTo("000");
  }

  @Test
  void columnsBeyondTheHeaderAreRejectedButForOneEmpty() {
    assertThat(parse(FIELDS, LINE + "\t").transactions).hasSize(1);
    assertThat(parse(FIELDS, LINE + "\t\t").rejections).hasSize(1);
    assertThat(parse(FIELDS, LINE + "\tx").rejections.get(0).detail())
        .contains("expected 8 columns, found 9");
    assertThat(parse(FIELDS, LINE.replace("\tid-1", "")).transactions).hasSize(1);
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
        new ParserSettings(
            "9.9",
            "job",
            Map.of(),
            Set.of(),
            List.of(),
            Set.of(),
            Set.of(),
            Set.of(),
            List.of("timestamp", "c-ip", "cs-method", "cs-uri-stem", "sc-status"),
            "|",
            List.of());
    assertThat(
            one(parse(settings, null, line.getBytes(StandardCharsets.UTF_8)))
                .get("timestamp")
                .asText())
        .isEqualTo("1731699951.500");
  }

  @Test
  void skipsWhatIsSoundAndUnwanted() {
    ParserSettings settings =
        filtering(Set.of("jpg"), List.of("/health", "/internal/**", "/v?/*/x"));
    List<String> paths = new ArrayList<>();
    for (String path :
        List.of(
            "/a.JPG",
            "/a.jpg/b",
            "/a.jpgx",
            "/jpg",
            "/.jpg",
            "/health",
            "/health2",
            "/internal/a/b",
            "/v1/a/x",
            "/v1/a/b/x")) {
      byte[] line = LINE.replace("/a", path).getBytes(StandardCharsets.UTF_8);
      ParsedLines parsed = parse(settings, FIELDS, line);
      paths.add(path + " " + (parsed.skips.isEmpty() ? "sent" : parsed.skips.get(0).word()));
    }
    assertThat(paths)
        .containsExactly(
            "/a.JPG static-extension",
            "/a.jpg/b sent",
            "/a.jpgx sent",
            "/jpg sent",
            "/.jpg static-extension",
            "/health excluded-path",
            "/health2 sent",
            "/internal/a/b excluded-path",
            "/v1/a/x excluded-path",
            "/v1/a/b/x sent");
    assertThat(
            parse(
                    settings,
                    FIELDS,
                    LINE.replace("/a", "/a.jpg")
                        .replace("200", "x")
                        .getBytes(StandardCharsets.UTF_8))
                .rejections)
        .as("a record must be sound before it is skipped")
        .hasSize(1);
  }

  @Test
  void skipsConnectionLogsAndBlankLines() {
    assertThat(
            parse("eventTimestamp connectionId connectionStatus", "1\t2\tSuccess\n \t\r\n\n").skips)
        .containsExactly(SkipReason.CONNECTION_LOG, SkipReason.BLANK_LINE, SkipReason.BLANK_LINE);
    assertThat(parse(null, "{\"eventTimestamp\":1,\"connectionStatus\":\"Success\"}").skips)
        .containsExactly(SkipReason.CONNECTION_LOG);
  }

  @Test
  void redactsByNameEverywhere() {
    byte[] record =
        ("1\t::1\t200\tGET\t/a?x=1&token=abc&t%256Fken=def\tX-Api-Key:k%0Acookie:session=s;%20b=2%0A\thttps://h/?token=ghi#f\tsession=jkl;%20c=3")
            .getBytes(StandardCharsets.UTF_8);
    ParsedLines parsed = new ParsedLines();
    LogParser parser = new LogParser(redacting());
    parser.parse(
        LogChunk.lines(LogSource.KINESIS, "a/b/c", 1, null, record, 0, record.length), parsed);
    JsonNode json = one(parsed);
    assertThat(json.at("/request/uri-query-fragment").asText())
        .isEqualTo("/a?x=1&token=REDACTED&t%6Fken=REDACTED");
    assertThat(json.at("/request/headers"))
        .extracting(JsonNode::asText)
        .containsExactly(
            "X-Api-Key: REDACTED",
            "cookie: session=REDACTED; b=2",
            "referer: https://h/?token=REDACTED#f");

    byte[] bad =
        new String(record, StandardCharsets.UTF_8)
            .replace("\t200", "")
            .getBytes(StandardCharsets.UTF_8);
    parser.parse(LogChunk.lines(LogSource.KINESIS, "a/b/c", 1, null, bad, 0, bad.length), parsed);
    assertThat(new String(parsed.rejections.get(0).record(), StandardCharsets.UTF_8))
        .doesNotContain("abc", "ghi", "jkl", "Key:k", "session=s;")
        .contains("/a?x=1&token=REDACTED", "%20b=2", "%20c=3");
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

    new LogParser(settings(List.of()))
        .parse(LogChunk.lines(LogSource.S3, "s3://b/f", 1, null, line, 0, line.length), parsed);

    assertThat(parsed.layouts)
        .containsExactly(
            "d1.example lacks [x-edge-request-id, c-port, cs-protocol, cs-protocol-version,"
                + " cs(Cookie), x-forwarded-for, sc-content-type, x-host-header], unknown []");
  }

  @Test
  void aFailureIsOneRejectedLine() {
    ParsedLines parsed = new ParsedLines();
    new LogParser(settings(List.of()))
        .parse(
            LogChunk.failed(
                LogSource.S3, "s3://b/k", 17, RejectReason.CORRUPT, "why", new byte[] {1, 2}),
            parsed);
    assertThat(parsed.lines()).isEqualTo(1);
    assertThat(parsed.rejections.get(0).origin()).isEqualTo("s3://b/k:17");
    assertThat(parsed.rejections.get(0).record()).containsExactly(1, 2);
  }
}
