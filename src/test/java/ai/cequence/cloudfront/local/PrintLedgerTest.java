package ai.cequence.cloudfront.local;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.Commands;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command that prints the ledger. */
class PrintLedgerTest {
  /** Six transactions of S3 and five of Kinesis, which are eight requests. */
  private static final String BALANCED =
      """
      {"lineage":"l","job":"j","restoredFrom":-1,"operator":"parse","subtask":0,"checkpoint":1,
       "at":"2026-01-31T12:00:00Z","hours":[{"distribution":"E1","hour":"2026-01-31T10:00:00Z",
       "lines":12,"transactionsS3":6,"transactionsKinesis":5,"duplicatesKinesisAfterS3":2,
       "duplicatesS3AfterKinesis":1,"delivered":7,"deadLettered":1}]}
      """;

  @TempDir private Path folder;

  /** What a run printed. */
  private record Run(int status, String out, String err) {}

  private static Run run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        Commands.of(
                new PrintLedger(
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8)))
            .execute(arguments);
    return new Run(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private void write(String json) throws IOException {
    Path day = Files.createDirectories(folder.resolve("2026/01/31"));
    Files.writeString(day.resolve("l-0000000001-parse-0.json"), json);
  }

  @Test
  void printsABalancedLedgerOfBothSources() throws IOException {
    write(BALANCED);
    Run run = run(folder.toString());
    assertThat(run.status).isZero();
    assertThat(run.out)
        .contains("E1", "2026-01-31T10:00")
        .contains("2 Kinesis after S3, 1 S3 after Kinesis")
        .contains("Real-time logs missed 3 of 6 requests that the standard logs have (50.000 %)")
        .doesNotContain("!");
    assertThat(run.err).isEmpty();
    assertThat(run(folder.toUri().toString(), "--day", "2026-01-31").status).isZero();
  }

  @Test
  void endsWithOneWhereARowDoesNotBalance() throws IOException {
    write(BALANCED.replace("\"delivered\":7", "\"delivered\":6"));
    Run run = run(folder.toString());
    assertThat(run.status).isEqualTo(1);
    assertThat(run.out).contains("! 1", "1 rows are marked");
  }

  @Test
  void saysWhereThereIsNoLedger() throws IOException {
    Run missing = run(folder.resolve("none").toString());
    assertThat(missing.status).isEqualTo(1);
    assertThat(missing.out).isEmpty();
    assertThat(missing.err).startsWith("Expected a ledger in " + folder.resolve("none"));

    assertThat(run(folder.toString()).err).contains("found nothing counted.");
    write(BALANCED);
    Run otherDay = run(folder.toString(), "--day", "2026-02-01");
    assertThat(otherDay.status).isEqualTo(1);
    assertThat(otherDay.err).contains("found nothing counted on 2026-02-01.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "{\"hours\":5}", "{\"at\":\"yesterday\"}"})
  void saysWhichFileIsDamaged(String content) throws IOException {
    write(content);
    Run run = run(folder.toString());
    assertThat(run.status).isEqualTo(1);
    assertThat(run.err).contains("l-0000000001-parse-0.json").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\0", "gopher://x/", "s3://", "s3:///ledger", "s3://a b/"})
  void asksForAFolder(String argument) {
    Run run = run(argument);
    assertThat(run.status).isEqualTo(2);
    assertThat(run.err)
        .startsWith("FOLDER: expected a path, file:// or s3://bucket/…, found '" + argument + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-1-31", "2026-02-30", "yesterday", "../../../x"})
  void asksForADay(String day) {
    Run run = run(folder.toString(), "--day", day);
    assertThat(run.status).isEqualTo(2);
    assertThat(run.err).contains("--day: expected YYYY-MM-DD, found '" + day + "'");
  }
}
