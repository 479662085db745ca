package ai.cequence.cloudfront.parse;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.local.LoggedRequest;
import ai.cequence.cloudfront.local.ParquetLogFile;
import ai.cequence.cloudfront.source.s3.LogObject;
import ai.cequence.cloudfront.source.s3.LogObjectOpener;
import ai.cequence.cloudfront.source.s3.ObjectPosition;
import ai.cequence.cloudfront.testing.BridgeJson;
import ai.cequence.cloudfront.testing.ParsedLines;
import ai.cequence.cloudfront.testing.ParserSetup;
import ai.cequence.cloudfront.testing.SeekableBytes;
import ai.cequence.cloudfront.transaction.LogSource;
import ai.cequence.cloudfront.transaction.Transaction;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The tables of cases in {@code src/test/resources/golden}; what their members mean stands in the
 * README beside them.
 */
class GoldenCasesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OBJECT = "s3://logs/E1EXAMPLE123456.2026-01-31-23.0a1b2c3d.gz";

  /** Read once: mutation tests run each case by itself, hundreds of times. */
  private static final List<Golden> CASES = read();

  /** One row of a table. */
  record Golden(JsonNode json) {
    @Override
    public String toString() {
      return json.get("case").asText();
    }

    List<String> texts(String member) {
      List<String> texts = new ArrayList<>();
      json.path(member).forEach(text -> texts.add(text.asText()));
      return texts;
    }
  }

  static Stream<Golden> cases() {
    return CASES.stream();
  }

  private static List<Golden> read() {
    List<Golden> cases = new ArrayList<>();
    for (String table : List.of("formats", "historic-layouts", "traps")) {
      Path file = Path.of("src/test/resources/golden", table + ".json");
      try {
        JSON.readTree(file.toFile()).forEach(json -> cases.add(new Golden(json)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isWhatTheContractMakesOfIt(Golden golden) throws IOException {
    ParsedLines parsed = parse(golden);

    assertThat(parsed.rejections)
        .extracting(r -> r.reason().word())
        .isEqualTo(golden.texts("rejected"));
    assertThat(parsed.skips).extracting(SkipReason::word).isEqualTo(golden.texts("skipped"));
    assertThat(parsed.directives).isEqualTo(golden.json.path("directives").asInt());
    JsonNode transactions = golden.json.path("transactions");
    assertThat(parsed.transactions).hasSize(transactions.size());
    for (int i = 0; i < transactions.size(); i++) {
      check(parsed.transactions.get(i), (ObjectNode) transactions.get(i).deepCopy(), golden);
    }
  }

  private static void check(Transaction transaction, ObjectNode expected, Golden golden) {
    String json = new String(transaction.json(), StandardCharsets.UTF_8);
    ObjectNode actual = BridgeJson.readable(BridgeJson.parse(transaction.json()), "9.9", "job");
    if (expected.path("transaction-id").isNull()) {
      assertThat(actual.remove("transaction-id").asText()).matches("[0-9a-f]{32}");
      expected.remove("transaction-id");
    }
    if (golden.json.path("complete").asBoolean()) {
      assertThat(actual.toPrettyString()).isEqualTo(expected.toPrettyString());
    } else {
      assertThat(only(actual, expected).toPrettyString())
          .as(json)
          .isEqualTo(expected.toPrettyString());
    }
  }

  /** What of {@code actual} the expectation names; extractions and arrays are compared whole. */
  private static ObjectNode only(JsonNode actual, JsonNode expected) {
    ObjectNode named = JSON.createObjectNode();
    for (Map.Entry<String, JsonNode> member : expected.properties()) {
      JsonNode value = actual.path(member.getKey());
      boolean inside = member.getKey().equals("request");
      named.set(member.getKey(), inside ? only(value, member.getValue()) : value);
    }
    return named;
  }

  private static ParsedLines parse(Golden golden) throws IOException {
    String text = String.join("\n", golden.texts("log"));
    if (golden.json.path("final-line-feed").asBoolean(true)) {
      text += '\n';
    }
    byte[] bytes = pack(golden, text);
    LogParser parser = new LogParser(settings(golden));
    ParsedLines parsed = new ParsedLines();
    if (golden.json.path("source").asText().equals("kinesis")) {
      parser.parse(
          LogChunk.lines(LogSource.KINESIS, "arn/shard-0/1", 1, null, bytes, 0, bytes.length),
          parsed);
      return parsed;
    }
    try (LogObject object = open(golden, bytes)) {
      for (LogChunk chunk = object.next(); chunk != null; chunk = object.next()) {
        parser.parse(chunk, parsed);
      }
    }
    return parsed;
  }

  private static LogObject open(Golden golden, byte[] bytes) throws IOException {
    return new LogObjectOpener(1_000_000, 1_000_000)
        .open(
            golden.json.path("object").asText(OBJECT),
            new SeekableBytes(bytes),
            bytes.length,
            ObjectPosition.START);
  }

  private static byte[] pack(Golden golden, String text) throws IOException {
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    switch (golden.json.path("pack").asText("plain")) {
      case "gzip" -> gzip(packed, plain);
      case "members" -> {
        for (String line : golden.texts("log")) {
          gzip(packed, (line + '\n').getBytes(StandardCharsets.UTF_8));
        }
      }
      case "cut-gzip" -> {
        gzip(packed, plain);
        return Arrays.copyOf(packed.toByteArray(), packed.size() - 12);
      }
      case "parquet" -> parquet(packed, golden.texts("log"));
      case "cut-parquet" -> {
        parquet(packed, golden.texts("log"));
        return Arrays.copyOf(packed.toByteArray(), packed.size() / 2);
      }
      default -> {
        return plain;
      }
    }
    return packed.toByteArray();
  }

  private static void gzip(OutputStream out, byte[] bytes) throws IOException {
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
  }

  private static void parquet(OutputStream out, List<String> log) throws IOException {
    List<String> header = new ArrayList<>();
    List<LoggedRequest> rows = new ArrayList<>();
    for (String line : log) {
      if (line.startsWith("#Fields: ")) {
        header.addAll(List.of(line.substring("#Fields: ".length()).split(" ", -1)));
      } else if (!line.startsWith("#")) {
        String[] values = line.split("\t", -1);
        Map<String, String> columns = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
          columns.put(header.get(i), values[i]);
        }
        rows.add(new LoggedRequest(columns));
      }
    }
    try (ParquetLogFile file = new ParquetLogFile(out, header, CompressionCodecName.GZIP)) {
      for (LoggedRequest row : rows) {
        file.write(row);
      }
    }
  }

  private static ParserSettings settings(Golden golden) {
    Map<String, String> distributions = new HashMap<>();
    golden
        .json
        .path("distributions")
        .properties()
        .forEach(entry -> distributions.put(entry.getKey(), entry.getValue().asText()));
    boolean kinesis = golden.json.path("source").asText().equals("kinesis");
    List<String> fields = golden.texts("fields");
    ParserSetup setup = new ParserSetup().distributions(distributions);
    return kinesis
        ? setup.kinesis(fields).settings()
        : setup.s3(fields, golden.json.path("delimiter").asText("\t")).settings();
  }
}
