package ai.cequence.cloudfront.parse;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.config.RealTimeFields;
import ai.cequence.cloudfront.local.LogGenerator;
import ai.cequence.cloudfront.local.LoggedRequest;
import ai.cequence.cloudfront.local.ParquetLogFile;
import ai.cequence.cloudfront.source.s3.LogObject;
import ai.cequence.cloudfront.source.s3.LogObjectOpener;
import ai.cequence.cloudfront.source.s3.ObjectPosition;
import ai.cequence.cloudfront.testing.BridgeJson;
import ai.cequence.cloudfront.testing.ParsedLines;
import ai.cequence.cloudfront.testing.ParserSetup;
import ai.cequence.cloudfront.transaction.LogSource;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Whatever a viewer sends, each format that logs it gives the transaction that the wire's bytes
 * demand: written by an encoder of CloudFront's rules that shares nothing with the parser.
 */
class FormatRoundTripProperties {
  private static final List<String> FIELDS =
      Stream.concat(LogGenerator.V1_FIELDS.stream(), Stream.of("timestamp(ms)")).toList();
  private static final List<String> REAL_TIME =
      RealTimeFields.ALL.stream()
          .filter(field -> !field.equals("cs-headers") && !field.startsWith("cmcd-"))
          .toList();

  /** What a viewer sent, and the answer. Texts hold a byte a character; empty means absent. */
  record Sent(
      String ip,
      String method,
      String path,
      String query,
      String host,
      Map<String, String> headers,
      String status,
      long millis,
      int port) {

    String uri() {
      return wire(path) + (query.isEmpty() ? "" : '?' + wire(query));
    }

    private static String wire(String text) {
      StringBuilder uri = new StringBuilder();
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        uri.append(c > 0x20 && c < 0x7F ? String.valueOf(c) : "%%%02X".formatted((int) c));
      }
      return uri.toString();
    }

    List<String> expectedHeaders() {
      List<String> expected = new ArrayList<>();
      expected.add("host: " + host);
      headers.forEach(
          (name, value) -> {
            if (!value.isEmpty()) {
              expected.add(name + ": " + value);
            }
          });
      return expected;
    }

    LoggedRequest logged(String id) {
      Map<String, String> columns = new LinkedHashMap<>();
      String time = java.time.Instant.ofEpochMilli(millis).toString();
      columns.put("date", time.substring(0, 10));
      columns.put("time", time.substring(11, 19));
      columns.put("timestamp(ms)", String.valueOf(millis));
      columns.put("c-ip", ip);
      columns.put("c-port", String.valueOf(port));
      columns.put("cs-method", encoded(method));
      columns.put("cs(Host)", LogGenerator.DOMAIN);
      columns.put("x-host-header", encoded(host));
      columns.put("cs-uri-stem", encoded(path));
      columns.put("cs-uri-query", query.isEmpty() ? "-" : encoded(query));
      columns.put("sc-status", status);
      columns.put("x-edge-request-id", id);
      columns.put("cs-protocol", "https");
      columns.put("cs-protocol-version", "HTTP/2.0");
      columns.put("cs(User-Agent)", header("user-agent"));
      columns.put("cs(Referer)", header("referer"));
      columns.put("cs(Cookie)", header("cookie"));
      columns.put("x-forwarded-for", header("x-forwarded-for"));
      return new LoggedRequest(columns);
    }

    private String header(String name) {
      String value = headers.get(name);
      return value.isEmpty() ? "-" : encoded(value);
    }

    /** CloudFront's encoding, from its documentation: RFC 1738's unsafe characters. */
    private static String encoded(String text) {
      StringBuilder encoded = new StringBuilder();
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        boolean plain = c > 0x20 && c < 0x7F && "<>\"#%{}|\\^~[]`'".indexOf(c) < 0;
        encoded.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
      }
      return encoded.toString();
    }
  }

  @Provide
  Arbitrary<Sent> sent() {
    Arbitrary<String> bytes =
        Arbitraries.oneOf(
                Arbitraries.chars().range('\0', '\u00FF').list().ofMaxSize(24),
                Arbitraries.of(
                        "%0A%250A%20\t\n\r\"\\?&=;,+-/:#{}"
                            .chars()
                            .mapToObj(c -> (char) c)
                            .toList())
                    .list()
                    .ofMaxSize(24))
            .map(
                chars -> {
                  StringBuilder text = new StringBuilder();
                  chars.forEach(text::append);
                  return text.toString();
                })
            // A value that is a dash alone cannot be told from a missing one.
            .filter(text -> !text.equals("-"));
    Arbitrary<Map<String, String>> headers =
        bytes
            .list()
            .ofSize(4)
            .map(
                values -> {
                  Map<String, String> map = new LinkedHashMap<>();
                  map.put("user-agent", values.get(0));
                  map.put("referer", values.get(1));
                  map.put("cookie", values.get(2));
                  map.put("x-forwarded-for", values.get(3));
                  return map;
                });
    return Combinators.combine(
            Arbitraries.of("203.0.113.7", "2001:db8::1", "::"),
            Arbitraries.of("GET", "POST", "PROPFIND", "G\"T", "A B"),
            // No question mark: it would begin the query.
            bytes.map(text -> '/' + text.replace("?", "")),
            bytes,
            Arbitraries.of("api.example.com", "API.example.com:8443", "xn--caf-dma.example"),
            headers)
        .as(
            (ip, method, path, query, host, map) ->
                new Sent(ip, method, path, query, host, map, "200", 0, 0))
        .flatMap(
            sent ->
                Combinators.combine(
                        Arbitraries.integers().between(0, 599),
                        Arbitraries.longs().between(1_200_000_000_000L, 4_000_000_000_000L),
                        Arbitraries.integers().between(0, 65_535))
                    .as(
                        (status, millis, port) ->
                            new Sent(
                                sent.ip,
                                sent.method,
                                sent.path,
                                sent.query,
                                sent.host,
                                sent.headers,
                                "%03d".formatted(status),
                                millis,
                                port)));
  }

  @Property(tries = 100)
  void everyTextFormatGivesTheTransaction(@ForAll("sent") Sent sent) {
    LoggedRequest logged = sent.logged("id-1");

    String seconds = logged.delimited(LogGenerator.V1_FIELDS, "\t");
    checkAt(
        sent,
        sent.millis / 1000 * 1000,
        s3("#Fields: " + names(LogGenerator.V1_FIELDS) + '\n' + seconds + '\n'));
    checkAt(sent, sent.millis / 1000 * 1000, s3(seconds));
    check(sent, s3(logged.json(FIELDS) + '\n'));
    for (String delimiter : List.of("\t", "|", " ", "^", "||", "|~|", "{#}{#")) {
      check(
          sent,
          parse(
              settings(List.of(), delimiter),
              LogSource.S3,
              "#Fields: " + names(FIELDS) + '\n' + logged.delimited(FIELDS, delimiter) + '\n'));
      check(
          sent,
          parse(settings(FIELDS, delimiter), LogSource.S3, logged.delimited(FIELDS, delimiter)));
    }
    check(sent, parse(settings(List.of(), "\t"), LogSource.KINESIS, logged.realTime(REAL_TIME)));
    check(
        sent,
        parse(settings(List.of(), "\t"), LogSource.KINESIS, logged.realTime(REAL_TIME) + '\n'));
  }

  @Property(tries = 30)
  void parquetGivesTheTransactions(@ForAll("sent") Sent one, @ForAll("sent") Sent two)
      throws IOException {
    Path file = Files.createTempFile("log", ".parquet");
    try {
      try (ParquetLogFile log =
          new ParquetLogFile(Files.newOutputStream(file), FIELDS, CompressionCodecName.ZSTD)) {
        log.write(one.logged("id-1"));
        log.write(two.logged("id-2"));
      }
      ParsedLines parsed = new ParsedLines();
      LogParser parser = new LogParser(settings(List.of(), "\t"));
      try (LogObject object =
          new LogObjectOpener(1_000_000, 1_000_000)
              .open(
                  new org.apache.flink.core.fs.Path(file.toUri()),
                  Files.size(file),
                  ObjectPosition.START)) {
        for (LogChunk chunk = object.next(); chunk != null; chunk = object.next()) {
          parser.parse(chunk, parsed);
        }
      }
      assertThat(parsed.transactions).hasSize(2);
      check(one, json(parsed, 0));
      check(two, json(parsed, 1));
    } finally {
      Files.delete(file);
    }
  }

  private static void check(Sent sent, ObjectNode json) {
    checkAt(sent, sent.millis, json);
  }

  private static void checkAt(Sent sent, long millis, ObjectNode json) {
    assertThat(json.get("timestamp").asText())
        .isEqualTo("%d.%03d".formatted(millis / 1000, millis % 1000));
    assertThat(json.at("/request/client-ip").asText()).isEqualTo(sent.ip);
    assertThat(json.at("/request/http-method").asText()).isEqualTo(sent.method);
    assertThat(json.at("/request/uri-query-fragment").asText()).isEqualTo(sent.uri());
    assertThat(json.at("/request/host").asText()).isEqualTo(sent.host);
    assertThat(json.at("/request/connection/connection-port").asInt()).isEqualTo(sent.port);
    List<String> headers = new ArrayList<>();
    json.at("/request/headers").forEach(header -> headers.add(header.asText()));
    assertThat(headers).isEqualTo(sent.expectedHeaders());
    assertThat(json.get("status-code").asText()).isEqualTo(sent.status);
    assertThat(json.get("pool_id").asText()).isEqualTo(LogGenerator.DOMAIN);
  }

  private static ObjectNode s3(String log) {
    return parse(settings(List.of(), "\t"), LogSource.S3, log);
  }

  private static ObjectNode parse(ParserSettings settings, LogSource source, String log) {
    byte[] bytes = log.getBytes(StandardCharsets.UTF_8);
    ParsedLines parsed = new ParsedLines();
    new LogParser(settings)
        .parse(LogChunk.lines(source, "s3://b/k", 1, null, bytes, 0, bytes.length), parsed);
    assertThat(parsed.rejections).isEmpty();
    assertThat(parsed.transactions).hasSize(1);
    return json(parsed, 0);
  }

  private static ObjectNode json(ParsedLines parsed, int index) {
    return BridgeJson.readable(
        BridgeJson.parse(parsed.transactions.get(index).json()), "9.9", "job");
  }

  private static String names(List<String> fields) {
    return String.join(" ", fields);
  }

  private static ParserSettings settings(List<String> fields, String delimiter) {
    return new ParserSetup().s3(fields, delimiter).kinesis(REAL_TIME).settings();
  }
}
