package ai.cequence.cloudfront.local;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.testing.BridgeJson;
import ai.cequence.cloudfront.testing.Samples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command that shows what the parser makes of files. */
class InspectLogsTest {
  @TempDir private Path folder;

  /** What a run printed. */
  private record Run(int status, List<String> out, String err) {}

  private static Run run(Object... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String[] args = List.of(arguments).stream().map(Object::toString).toArray(String[]::new);
    int status =
        new CommandLine(
                new InspectLogs(
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8)))
            .execute(args);
    return new Run(
        status,
        out.toString(StandardCharsets.UTF_8).lines().toList(),
        err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void printsTransactionsAndASummary() {
    Run run = run(Samples.FOLDER.resolve("web-1-0.txt"), Samples.FOLDER.resolve("rtmp-1-0.txt"));

    assertThat(run.status).isZero();
    assertThat(run.out).hasSize(2);
    run.out.forEach(line -> BridgeJson.parse(line.getBytes(StandardCharsets.UTF_8)));
    assertThat(run.err)
        .contains(
            "layout of d111111abcdef8.cloudfront.net: lacks ", "c-port", "web-1-0.txt: lines 4,")
        .contains("directives 2, transactions 2, skipped {}, rejected {}")
        .contains("rtmp-1-0.txt: lines 8, directives 2, transactions 0, skipped {streaming-log=6}");
  }

  @Test
  void readsParquet() throws IOException {
    Path file = folder.resolve("log");
    try (ParquetLogFile log =
        new ParquetLogFile(
            Files.newOutputStream(file), LogGenerator.V1_FIELDS, CompressionCodecName.ZSTD)) {
      for (int i = 0; i < 3; i++) {
        log.write(new LogGenerator(i).request(java.time.Instant.EPOCH));
      }
    }

    assertThat(run(file).out).hasSize(3);
  }

  @Test
  void readsRealTimeRecords() throws IOException {
    Path file = folder.resolve("records");
    Files.writeString(file, "1.5\t::1\t200\tGET\t/a?b\n1.5\t::1\t200\tGET\n");

    Run run = run("--real-time", "timestamp,c-ip,sc-status,cs-method,cs-uri-stem", file);

    assertThat(run.out).hasSize(1);
    assertThat(run.err).contains("expected 5 columns, found 4");
  }

  @Test
  void saysWhatIsRejectedWithoutCommandsToATerminal() throws IOException {
    Path file = folder.resolve("bad");
    Files.writeString(
        file,
        "#Fields: timestamp c-ip cs-method cs-uri-stem sc-status\n1\t::1\tGET\t/\t\u001b[2J\n");

    Run run = run(file);

    assertThat(run.status).isZero();
    assertThat(run.out).isEmpty();
    assertThat(run.err)
        .contains(":2: invalid-field: expected three digits in sc-status, found \"?[2J\"")
        .doesNotContain("\u001b");
  }

  @Test
  void aFileThatCannotBeReadDoesNotStopTheNext() {
    Run run = run(folder.resolve("none"), folder, Samples.FOLDER.resolve("web-1-0.txt"));

    assertThat(run.status).isEqualTo(1);
    assertThat(run.out).hasSize(2);
    assertThat(run.err).contains("no such file", "no regular file");
  }
}
