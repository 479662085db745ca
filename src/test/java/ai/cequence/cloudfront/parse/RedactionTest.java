package ai.cequence.cloudfront.parse;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.testing.BridgeJson;
import ai.cequence.cloudfront.testing.ParsedLines;
import ai.cequence.cloudfront.testing.ParserSetup;
import ai.cequence.cloudfront.transaction.LogSource;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values of named parameters, cookies and headers never leave the parser. */
class RedactionTest {
  private static final String FIELDS =
      "date time c-ip cs-method cs-uri-stem cs-uri-query sc-status x-edge-request-id"
          + " cs(User-Agent) cs(Cookie) cs(Referer)";
  private static final String LINE =
      "2026-01-31\t23:59:59\t::1\tGET\t/a\ttoken=s3cret\t200\tid\tagent-s3cret\tsession=s3cret;%20b=2"
          + "\thttps://h/?a=1&token=s3cret%23token=s3cret";
  private final Redaction redaction =
      new Redaction(Set.of("token"), Set.of("session"), Set.of("x-api-key"));

  private static ParserSettings settings(String delimiter, List<String> s3Fields) {
    return new ParserSetup()
        .redacting(Set.of("token"), Set.of("session"), Set.of("user-agent", "x-api-key"))
        .s3(s3Fields, delimiter)
        .settings();
  }

  private static ParsedLines parse(String log) {
    return parse(settings("\t", List.of()), log);
  }

  private static ParsedLines parse(ParserSettings settings, String log) {
    byte[] bytes = log.getBytes(StandardCharsets.UTF_8);
    ParsedLines parsed = new ParsedLines();
    new LogParser(settings)
        .parse(LogChunk.lines(LogSource.S3, "s3://b/k", 1, null, bytes, 0, bytes.length), parsed);
    return parsed;
  }

  private static String rejected(ParsedLines parsed) {
    assertThat(parsed.transactions).isEmpty();
    assertThat(parsed.rejections).hasSize(1);
    Rejection rejection = parsed.rejections.get(0);
    return new String(rejection.record(), StandardCharsets.UTF_8) + '\n' + rejection.detail();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "/a?token=1&b=2 /a?token=REDACTED&b=2",
        "/a?b=2&token=1 /a?b=2&token=REDACTED",
        "/a?TOKEN=1 /a?TOKEN=REDACTED",
        "/a?t%6Fken=1 /a?t%6Fken=REDACTED",
        "/a?token=1;2&b=3 /a?token=REDACTED&b=3",
        "/a?b=2;token=1 /a?b=2;token=REDACTED",
        "/a?token=1=2#token=3 /a?token=REDACTED#token=REDACTED",
        "/a?token=&b /a?token=REDACTED&b",
        "/a?token /a?token",
        "/a?xtoken=1&tokens=2 /a?xtoken=1&tokens=2",
        "/a?b=token=1 /a?b=token=1",
        "/token=1 /token=1",
        "/a? /a?",
        "/a?&&token=1& /a?&&token=REDACTED&",
      })
  void parametersOfAUri(String uri, String expected) {
    byte[] bytes = ("<" + uri + ">").getBytes(StandardCharsets.UTF_8);
    assertThat(new String(redaction.ofUri(bytes, 1, bytes.length - 1), StandardCharsets.UTF_8))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "session=1; b=2 > session=REDACTED; b=2",
        "a=1;session=2 > a=1;session=REDACTED",
        "a=1; Session =2 > a=1; Session =REDACTED",
        "a=session=1 > a=session=1",
        "session > session",
      })
  void cookies(String cookies, String expected) {
    byte[] bytes = cookies.getBytes(StandardCharsets.UTF_8);
    assertThat(new String(redaction.ofCookies(bytes, 0, bytes.length), StandardCharsets.UTF_8))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "x?token=1&b > x?token=REDACTED&b",
        "x%3Ftoken%3D1%26b > x%3Ftoken%3DREDACTED%26b",
        "x%253Ftoken%253D1%2526b > x%253Ftoken%253DREDACTED%2526b",
        "a t%256Fken=1 b > a t%256Fken=REDACTED b",
        "x %74oken=1 > x %74oken=REDACTED",
        "session=1;%20b=2 > session=REDACTED;%20b=2",
        "X-Api-Key:k%0AB:1 > X-Api-Key:REDACTED%0AB:1",
        "xtoken=1 > xtoken=1",
        "token > token",
      })
  void namesInARecordThatIsRejected(String record, String expected) {
    byte[] redacted = redaction.ofRecord(record.getBytes(StandardCharsets.UTF_8));
    assertThat(new String(redacted, StandardCharsets.UTF_8)).isEqualTo(expected);
  }

  @Test
  void nothingOfThemIsInATransaction() {
    ParsedLines parsed = parse("#Fields: " + FIELDS + '\n' + LINE);
    JsonNode json =
        BridgeJson.readable(BridgeJson.parse(parsed.transactions.get(0).json()), "9.9", "job");
    assertThat(json.toString()).doesNotContain("s3cret");
    assertThat(json.at("/request/headers"))
        .extracting(JsonNode::asText)
        .containsExactly(
            "user-agent: REDACTED",
            "referer: https://h/?a=1&token=REDACTED#token=REDACTED",
            "cookie: session=REDACTED; b=2");
  }

  @Test
  void nothingOfThemIsInADeadLetter() {
    String header = "#Fields: " + FIELDS + '\n';
    assertThat(rejected(parse(header + LINE.replace("\t200\t", "\t2x0\t"))))
        .doesNotContain("s3cret")
        .contains("\tREDACTED\tsession=REDACTED;%20b=2\t");
    assertThat(rejected(parse(header + LINE + "\tone\ttwo")))
        .as("columns moved by two")
        .doesNotContain("s3cret");
    assertThat(rejected(parse(header + LINE.replace("\t200\t", "\ttoken=s3cret\t"))))
        .as("what was found instead of a status")
        .doesNotContain("s3cret");
    assertThat(
            rejected(
                parse(
                    settings("||", List.of(FIELDS.split(" ", -1))),
                    LINE.replace("\t", "||").replace("||200||", "||2x0||"))))
        .as("another delimiter")
        .doesNotContain("s3cret");
  }

  @Test
  void nothingOfThemIsInADeadLetterOfJson() {
    String json =
        "{\"c-ip\":\"::1\",\"cs(User-Agent)\" : \"agent-s3cret\\\"s3cret\\\\\",\"cs(Cookie)\":\"session=s3cret;%20b=2\","
            + "\"cs-uri-query\":\"a=1&token=s3cret\",\"cs-headers\":\"X-Api-Key:s3cret%0AA:1\",\"z\":\"kept\"}";
    assertThat(rejected(parse(json)))
        .doesNotContain("s3cret")
        .contains("\"z\":\"kept\"", "%20b=2", "%0AA:1");
  }

  @Test
  void withoutNamesARecordStays() {
    byte[] record = "token=1".getBytes(StandardCharsets.UTF_8);
    Redaction none = new Redaction(Set.of(), Set.of(), Set.of());
    assertThat(none.ofRecord(record)).isSameAs(record);
    assertThat(none.redactsAny()).isFalse();
    assertThat(redaction.redactsAny()).isTrue();
    assertThat(redaction.redactsHeader("x-api-key")).isTrue();
    assertThat(redaction.redactsHeader("x-api")).isFalse();
  }

  @Test
  void redactsByNameEverywhere() {
    byte[] record =
        ("1\t::1\t200\tGET\t/a?x=1&token=abc&t%256Fken=def\tX-Api-Key:k%0Acookie:session=s;%20b=2%0A\thttps://h/?token=ghi#f\tsession=jkl;%20c=3")
            .getBytes(StandardCharsets.UTF_8);
    ParsedLines parsed = new ParsedLines();
    LogParser parser =
        new LogParser(
            new ParserSetup()
                .redacting(Set.of("token"), Set.of("session"), Set.of("x-api-key"))
                .kinesis(
                    List.of(
                        "timestamp",
                        "c-ip",
                        "sc-status",
                        "cs-method",
                        "cs-uri-stem",
                        "cs-headers",
                        "cs-referer",
                        "cs-cookie"))
                .settings());
    parser.parse(
        LogChunk.lines(LogSource.KINESIS, "a/b/c", 1, null, record, 0, record.length), parsed);
    JsonNode json = Parsing.one(parsed);
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
}
