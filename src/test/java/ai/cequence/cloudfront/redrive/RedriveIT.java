package ai.cequence.cloudfront.redrive;

import static ai.cequence.cloudfront.redrive.Letters.AT;
import static ai.cequence.cloudfront.redrive.Letters.OBJECT;
import static ai.cequence.cloudfront.redrive.Letters.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.Commands;
import ai.cequence.cloudfront.local.BridgeSimulator;
import ai.cequence.cloudfront.local.LogGenerator;
import ai.cequence.cloudfront.local.Loopback;
import ai.cequence.cloudfront.transaction.Transaction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command against a simulated Bridge, on files as the job writes them. */
class RedriveIT {
  @TempDir Path folder;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream outBefore = System.out;
  private final PrintStream errBefore = System.err;
  private final LogGenerator generator = new LogGenerator(5);
  private Path dead = Path.of(".");

  @BeforeEach
  void listen() throws IOException {
    dead = Files.createDirectories(folder.resolve("dead/2026/01/31/10"));
    PrintStream capture = new PrintStream(said, true, StandardCharsets.UTF_8);
    System.setOut(capture);
    System.setErr(capture);
  }

  @AfterEach
  void stopListening() {
    System.setOut(outBefore);
    System.setErr(errBefore);
  }

  private int redrive(BridgeSimulator bridge, String... more) {
    return redrive(bridge.url().toString(), more);
  }

  private int redrive(String bridge, String... more) {
    List<String> arguments = new ArrayList<>();
    for (String setting :
        List.of(
            "source/s3.paths=" + folder.toUri(),
            "bridge/auth-endpoint=" + bridge,
            "bridge/edge-endpoint=" + bridge,
            "bridge/client-id=test",
            "bridge/client-secret=test",
            "window/max-transactions=3",
            "dead-letter/path=" + folder.resolve("dead").toUri())) {
      arguments.addAll(List.of("--set", setting));
    }
    arguments.addAll(List.of("--rate", "100000"));
    arguments.addAll(Arrays.asList(more));
    return Commands.of(new Redrive()).execute(arguments.toArray(new String[0]));
  }

  private List<Transaction> transactions(int count) {
    return Letters.transactions(generator, count);
  }

  private List<String> lines(Path under) throws IOException {
    List<String> lines = new ArrayList<>();
    if (!Files.isDirectory(under)) {
      return lines;
    }
    try (Stream<Path> files = Files.walk(under)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    return lines;
  }

  private List<String> redriven() throws IOException {
    return lines(folder.resolve("dead/redriven/2026/01/31/10"));
  }

  @Test
  void sendsTransactionsAsTheyAreAndMovesThem() throws Exception {
    List<Transaction> some = transactions(8);
    List<String> letters = some.stream().map(Letters::refused).toList();
    Files.write(dead.resolve("a.ndjson"), letters);
    try (BridgeSimulator bridge = new BridgeSimulator(0, true)) {
      bridge.keepBodies();
      assertThat(redrive(bridge)).as(said.toString(StandardCharsets.UTF_8)).isZero();
      assertThat(bridge.problems()).isEmpty();
      assertThat(bridge.ids()).hasSize(8);
      assertThat(bridge.bodies()).hasSize(3);
      String bodies =
          String.join(
              "",
              bridge.bodies().stream().map(b -> new String(b, StandardCharsets.UTF_8)).toList());
      assertThat(some).allSatisfy(t -> assertThat(bodies).contains(t.toString()));
    }
    assertThat(redriven()).containsExactlyElementsOf(letters);
    assertThat(lines(dead)).isEmpty();
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("1 files")
        .containsPattern("refused +8  delivered, moved");
  }

  @Test
  void leavesWhatTheBridgeStillRefusesAndWhatIsNoDeadLetter() throws Exception {
    List<Transaction> some = transactions(6);
    List<String> letters = new ArrayList<>(some.stream().map(Letters::refused).toList());
    List<String> hostile =
        List.of(
            "not json",
            "{\"reason\":\"refused\"",
            "[]",
            "{}",
            "{\"reason\":\"refused\",\"origin\":\"x\",\"at\":\"yesterday\",\"record\":\"AA==\"}",
            "{\"reason\":\"refused\",\"origin\":\"x\",\"at\":\"" + AT + "\",\"record\":\"%%\"}",
            "{\"reason\":\"refused\",\"origin\":\"x\",\"at\":\""
                + AT
                + "\",\"transaction\":{\"transaction-id\":\"x\"}}",
            "{\"reason\":\"refused\",\"origin\":\"x\",\"at\":\""
                + AT
                + "\",\"transaction\":{\"timestamp\":\"1.000\",\"version\":\"1.0\","
                + "\"transaction-id\":\"x\"}}");
    letters.addAll(hostile);
    Files.write(dead.resolve("a.ndjson"), letters);
    Files.write(dead.resolve(".b.ndjson.unfinished"), List.of("x"));
    try (BridgeSimulator bridge = new BridgeSimulator(0, true)) {
      bridge.setPoison(some.get(2).id());
      assertThat(redrive(bridge)).isZero();
      assertThat(bridge.ids()).hasSize(5).doesNotContainKey(some.get(2).id());
      assertThat(bridge.problems()).isEmpty();
    }
    List<String> left = new ArrayList<>(List.of(letters.get(2)));
    left.addAll(hostile);
    Files.delete(dead.resolve(".b.ndjson.unfinished"));
    assertThat(lines(dead)).containsExactlyElementsOf(left);
    assertThat(redriven()).hasSize(5);
    assertThat(said.toString(StandardCharsets.UTF_8))
        .containsPattern("refused +1  left: refused again")
        .containsPattern("\\? +6  left: no dead letter")
        .contains("left: its transaction is none of this application's")
        .contains("left: its transaction names no distribution");
  }

  @Test
  void sendsWhatSeveralFilesHoldOnceAndAfterACrashBetweenTwoStepsNothingIsLost() throws Exception {
    List<String> letters = transactions(5).stream().map(Letters::refused).toList();
    Files.write(dead.resolve("a.ndjson"), letters);
    Files.write(dead.resolve("b.ndjson"), letters.subList(3, 5));
    try (BridgeSimulator bridge = new BridgeSimulator(0, true)) {
      assertThat(redrive(bridge)).isZero();
      assertThat(bridge.transactions()).isEqualTo(5);
      assertThat(lines(dead)).isEmpty();
      assertThat(said.toString(StandardCharsets.UTF_8))
          .containsPattern("refused +2  repeats of others");

      // As it lies where the process died before it could remove the old file.
      Files.write(dead.resolve("a.ndjson"), letters);
      assertThat(redrive(bridge)).isZero();
      assertThat(bridge.ids()).as("at worst repeated").hasSize(5);
      assertThat(lines(dead)).isEmpty();
      assertThat(redriven()).containsAll(letters);
    }
  }

  @Test
  void parsesRejectedLinesAgainWhereTheirColumnsAreKnown() throws Exception {
    String v1 = generator.line(AT).strip();
    String json =
        "{\"date\":\"2026-01-31\",\"time\":\"10:20:00\",\"c-ip\":\"203.0.113.9\",\"cs-method\":\"GET\","
            + "\"cs-uri-stem\":\"/j\",\"sc-status\":\"200\",\"cs(Host)\":\"h.example.com\"}";
    // CloudFront writes the fields in its own order, whatever the configuration says.
    String realTime = "1769854800.123\t203.0.113.7\t200\tGET\t/real";
    List<String> left =
        List.of(
            rejected("column-count", OBJECT + ":4", "2026-01-31\t10:20:00\t203.0.113.7"),
            rejected("corrupt", OBJECT + ":5", v1),
            rejected("missing-field", OBJECT + ":6", "{\"date\":\"2026-01-31\"}"));
    List<String> sent =
        List.of(
            rejected("invalid-field", OBJECT + ":2", v1),
            rejected("unknown-format", OBJECT + ":3", json),
            rejected("column-count", "arn:aws:kinesis:eu-west-1:1:stream/s/shard-0/495", realTime));
    Files.write(dead.resolve("a.ndjson"), sent);
    Files.write(dead.resolve("b.ndjson"), left);
    try (BridgeSimulator bridge = new BridgeSimulator(0, true)) {
      int status =
          redrive(
              bridge,
              "--set",
              "source/kinesis.fields=timestamp,c-ip,cs-method,cs-uri-stem,sc-status",
              "--set",
              "filter/static-extensions=none");
      assertThat(status).as(said.toString(StandardCharsets.UTF_8)).isZero();
      assertThat(bridge.problems()).isEmpty();
      assertThat(bridge.ids()).as(said.toString(StandardCharsets.UTF_8)).hasSize(3);
    }
    assertThat(redriven()).containsExactlyElementsOf(sent);
    assertThat(lines(dead)).containsExactlyElementsOf(left);
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("left: stood under a #Fields header that is not with it; read its object again")
        .contains("left: is no whole line (corrupt); read its object again")
        .contains("left: is rejected again (missing-field)");
  }

  @Test
  void aDryRunCountsByReasonAndTouchesNothing() throws Exception {
    List<String> letters = new ArrayList<>(transactions(4).stream().map(Letters::refused).toList());
    letters.add(letters.get(0));
    letters.add(rejected("corrupt", OBJECT + ":5", "x"));
    Files.write(dead.resolve("a.ndjson"), letters);
    try (BridgeSimulator bridge = new BridgeSimulator(0, true)) {
      assertThat(redrive(bridge, "--dry-run")).isZero();
      assertThat(bridge.requests()).isZero();
    }
    assertThat(lines(dead)).containsExactlyElementsOf(letters);
    assertThat(redriven()).isEmpty();
    assertThat(said.toString(StandardCharsets.UTF_8))
        .containsPattern("refused +4  can be sent")
        .containsPattern("refused +1  repeats of others")
        .containsPattern("corrupt +1  left: is no whole line");
  }

  @Test
  void reasonAndTimeChoose() throws Exception {
    List<String> letters = transactions(3).stream().map(Letters::refused).toList();
    Files.write(dead.resolve("a.ndjson"), letters);
    try (BridgeSimulator bridge = new BridgeSimulator(0, true)) {
      assertThat(redrive(bridge, "--reason", "corrupt,column-count")).isZero();
      assertThat(redrive(bridge, "--to", "2026-01-31T10:20:00Z")).isZero();
      assertThat(redrive(bridge, "--from", "2026-01-31T10:20:01Z")).isZero();
      assertThat(bridge.requests()).isZero();
      assertThat(lines(dead)).hasSize(3);
      assertThat(
              redrive(
                  bridge,
                  "--reason",
                  "refused",
                  "--from",
                  "2026-01-31T10:20:00Z",
                  "--to",
                  "2026-01-31T10:20:01Z"))
          .isZero();
      assertThat(bridge.ids()).as(said.toString(StandardCharsets.UTF_8)).hasSize(3);
    }
  }

  @Test
  void aBridgeThatDoesNotAnswerLeavesEverything() throws Exception {
    List<String> letters = transactions(3).stream().map(Letters::refused).toList();
    Files.write(dead.resolve("a.ndjson"), letters);
    int port = Loopback.freePort();
    assertThat(redrive("http://127.0.0.1:" + port, "--patience", "1")).isEqualTo(1);
    assertThat(lines(dead)).containsExactlyElementsOf(letters);
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("The Bridge does not answer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--rate=0",
        "--rate=many",
        "--patience=0",
        "--from=yesterday",
        "--from=2026-01-02T00:00:00Z --to=2026-01-01T00:00:00Z",
        "--path=/no/such/folder",
        "--path=ftp://x/",
        "--set=nothing",
        "--frobnicate"
      })
  void wrongArgumentsAreSaid(String arguments) {
    assertThat(redrive("http://127.0.0.1:1", arguments.split(" ", -1))).isEqualTo(2);
    assertThat(said.toString(StandardCharsets.UTF_8)).isNotEmpty().doesNotContain("\tat ");
  }

  @Test
  void helpSaysEveryOption() {
    assertThat(Commands.of(new Redrive()).execute("--help")).isZero();
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("--dry-run", "--rate", "--reason", "--from", "redriven/", "Exit status:");
  }
}
