package ai.cequence.cloudfront.local;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.Commands;
import ai.cequence.cloudfront.testing.BridgeJson;
import ai.cequence.cloudfront.testing.Samples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
        Commands.of(
                new InspectLogs(
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8)))
            .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
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

  static Set<String> samples() throws IOException {
    return Samples.counts().keySet();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void printsEveryTransactionOfASample(String file) throws IOException {
    Samples.Counts counts = Samples.counts().get(file);

    Run run = run(Samples.FOLDER.resolve(file));

    assertThat(run.status).isZero();
    assertThat(run.out).hasSize(counts.transactions());
    assertThat(run.err)
        .contains(file + (file.endsWith(".gz") ? ": gzip\n" : ": not compressed\n"))
        .contains(file + ": lines " + counts.lines() + ", directives " + counts.directives() + ',')
        .contains("rejected {}\n");
  }

  @Test
  void namesFormatColumnsAndWhatIsMissing() {
    Run run = run(Samples.FOLDER.resolve("web-1-0.txt"));

    assertThat(run.err)
        .contains(
            "web-1-0.txt: columns named by a #Fields header, 24 fields: date, time,"
                + " x-edge-location, sc-bytes, c-ip, cs-method, cs(Host), cs-uri-stem, sc-status,"
                + " cs(Referer), cs(User-Agent), cs-uri-query, cs(Cookie), x-edge-result-type,"
                + " x-edge-request-id, x-host-header, cs-protocol, cs-bytes, time-taken,"
                + " x-forwarded-for, ssl-protocol, ssl-cipher, x-edge-response-result-type,"
                + " cs-protocol-version; lacks c-port, sc-content-type\n");
  }

  @Test
  void theDelimiterIsWrittenAsInTheSettings() throws IOException {
    Path named = folder.resolve("named");
    Files.writeString(named, "1\t::1\tGET\t/\t200\n");
    String fields = "timestamp,c-ip,cs-method,cs-uri-stem,sc-status";

    assertThat(run("--fields", fields, "--delimiter", "\\t", named).err)
        .contains("transactions 1, skipped {}, rejected {}");
    Run empty = run("--fields", fields, "--delimiter", "", named);
    assertThat(empty.status).isEqualTo(2);
    assertThat(empty.err).contains("--delimiter").contains("expected 1 to 5");
  }

  @Test
  void namesFormatsWithoutAHeader() throws IOException {
    Run standard = run(Samples.FOLDER.resolve("cloudfront_lines.log"));
    Run streaming = run(Samples.FOLDER.resolve("rtmp-1-0.txt"));
    Path json = folder.resolve("json");
    Files.writeString(json, "{\"c-ip\":\"::1\",\"new-field\":\"1\"}\n{\"c-port\":\"1\"}\n");
    Path connections = folder.resolve("connections");
    Files.writeString(connections, "{\"eventTimestamp\":\"1\",\"connectionId\":\"x\"}\n");
    Path named = folder.resolve("named");
    Files.writeString(named, "1|::1|GET|/|200\n");

    assertThat(standard.err)
        .contains(": standard log (v1) without a header, 23 fields: date, time, ")
        .contains(
            ": standard log (v1) without a header, 33 fields: date, time, ",
            "sc-range-end; lacks nothing\n");
    assertThat(streaming.err)
        .contains(": RTMP streaming log, which is skipped, 17 fields: date, time, ");
    assertThat(run(json).err)
        .containsOnlyOnce("fields:")
        .contains(
            ": JSON objects, 2 fields: c-ip, new-field; lacks x-edge-request-id, c-port, cs-protocol, ");
    assertThat(run(connections).err)
        .contains(
            ": TLS connection log, which is skipped, 2 fields: eventTimestamp, connectionId\n")
        .contains("skipped {connection-log=1}");
    assertThat(
            run(
                    "--fields",
                    "timestamp,c-ip,cs-method,cs-uri-stem,sc-status",
                    "--delimiter",
                    "|",
                    named)
                .err)
        .contains(": columns named by source/s3.fields, 5 fields: timestamp, c-ip, ")
        .contains("transactions 1, skipped {}, rejected {}");
  }

  @Test
  void nonsenseIsRejectedAndAnEmptyFileIsEmpty() throws IOException {
    byte[] noise = new byte[50_000];
    new Random(3).nextBytes(noise);
    Path nonsense = Files.write(folder.resolve("nonsense"), noise);
    Path cut = Files.write(folder.resolve("cut"), new byte[] {0x1F, (byte) 0x8B, 8, 0});
    Path empty = Files.write(folder.resolve("empty"), new byte[0]);

    Run run = run(nonsense, cut, empty);

    assertThat(run.status).isZero();
    assertThat(run.out).isEmpty();
    assertThat(run.err)
        .contains("nonsense: not compressed\n", "transactions 0", "unknown-format=")
        .contains("cut: gzip\n", "rejected {corrupt=1}")
        .contains("empty: empty\n", "empty: lines 0, directives 0, transactions 0");
  }

  @Test
  void withoutAFileItSaysHowItIsUsed() {
    Run run = run();

    assertThat(run.status).isEqualTo(2);
    assertThat(run.err).contains("Missing required parameter", "See --help.");
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

    Run run = run(file);

    assertThat(run.out).hasSize(3);
    assertThat(run.err)
        .contains(
            ": Parquet, shown as JSON objects\n",
            ": JSON objects, " + LogGenerator.V1_FIELDS.size() + " fields: date, time, ");
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
    Path file = folder.resolve("bad\u001b[2J");
    Files.writeString(
        file,
        "#Fields: timestamp c-ip cs-method cs-uri-stem sc-status\n1\t::1\tGET\t/\t\u001b[2J\n");

    Run run = run(file);

    assertThat(run.status).isZero();
    assertThat(run.out).isEmpty();
    assertThat(run.err)
        .contains(
            ":2: invalid-field: expected three digits in sc-status, found 4 bytes of another kind",
            "bad?[2J: lines 2")
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
