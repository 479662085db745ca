package ai.cequence.cloudfront.parse;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.source.s3.LogObjectReader;
import ai.cequence.cloudfront.testing.BridgeJson;
import ai.cequence.cloudfront.testing.ParsedLines;
import ai.cequence.cloudfront.testing.ParserSetup;
import ai.cequence.cloudfront.testing.Samples;
import ai.cequence.cloudfront.transaction.LogSource;
import ai.cequence.cloudfront.transaction.Transaction;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
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
    assertThat(parsed.skips).hasSize(counts.skipped());
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
    // The one real-time record is longer than others.
    int chunkBytes = file.equals("kinesis-1-0.txt") ? 4000 : 1000;
    assertThat(parse(file, chunkBytes).transactions)
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
  void theRealTimeSampleIsTheSameAsARecordOfAStream() throws IOException {
    List<String> lines = Files.readAllLines(Samples.FOLDER.resolve("kinesis-1-0.txt"));
    String fields = lines.get(1).substring("#Fields: ".length());
    byte[] record = (lines.get(2) + "\n").getBytes(StandardCharsets.UTF_8);
    LogParser parser =
        new LogParser(new ParserSetup().kinesis(List.of(fields.split(" ", -1))).settings());
    ParsedLines parsed = new ParsedLines();

    parser.parse(
        LogChunk.lines(LogSource.KINESIS, "stream/shard/1", 1, null, record, 0, record.length),
        parsed);

    ObjectNode expected = Samples.expected("kinesis-1-0.txt").get(0);
    expected.remove("line");
    assertThat(
            BridgeJson.readable(BridgeJson.parse(parsed.transactions.get(0).json()), "9.9", "job")
                .toPrettyString())
        .isEqualTo(expected.toPrettyString());
  }

  private static ParsedLines parse(String file, int chunkBytes) throws IOException {
    ParsedLines parsed = new ParsedLines();
    LogParser parser = new LogParser(ParserSetup.plain());
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

  /** Nothing but names, to keep the above honest. */
  @Test
  void everySampleHasAnExpectation() throws IOException {
    Map<String, Samples.Counts> counts = Samples.counts();
    try (Stream<Path> files = Files.list(Samples.FOLDER)) {
      assertThat(files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(counts.keySet().stream(), Stream.of("README.md")).toList());
    }
    for (Map.Entry<String, Samples.Counts> file : counts.entrySet()) {
      assertThat(Samples.expected(file.getKey()).isEmpty())
          .isEqualTo(file.getValue().transactions() == 0);
    }
  }
}
