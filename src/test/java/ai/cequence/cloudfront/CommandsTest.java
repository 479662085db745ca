package ai.cequence.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.config.ConfigurationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One message and the right status, whatever a command is given. */
class CommandsTest {
  @TempDir private Path folder;

  enum Colour {
    RED,
    GREEN
  }

  @Command(name = "paint.sh", mixinStandardHelpOptions = true)
  static final class Paint implements Callable<Integer> {
    @Option(names = "--coats", paramLabel = "N")
    int coats;

    @Option(names = "--colour")
    Colour colour;

    @Option(names = "--share")
    double share;

    @Option(names = "--from", paramLabel = "TIME")
    Instant from;

    @Option(names = "--set", paramLabel = "group/key=value")
    Map<String, String> settings = Map.of();

    @Parameters(arity = "0..1", paramLabel = "FILE")
    Path file;

    Exception failure;

    @Override
    public Integer call() throws Exception {
      if (failure != null) {
        throw failure;
      }
      WrongArgumentException.unlessBetween("--coats", coats, 0, 3);
      WrongArgumentException.unlessFolder("FILE", file);
      return 0;
    }
  }

  private record Run(int status, String err) {}

  private static Run run(Paint paint, String... arguments) {
    StringWriter err = new StringWriter();
    int status = Commands.of(paint).setErr(new PrintWriter(err, true)).execute(arguments);
    return new Run(status, err.toString());
  }

  private static Run run(String... arguments) {
    return run(new Paint(), arguments);
  }

  @Test
  void everyCommandSaysOfWhichVersionItIs() {
    StringWriter out = new StringWriter();
    int status = Commands.of(new Paint()).setOut(new PrintWriter(out, true)).execute("--version");
    assertThat(status).isZero();
    assertThat(out.toString().strip()).matches("cloudfront-bridge \\d+\\.\\d+\\.\\d+.*");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--coats=abc | --coats: expected a whole number, found 'abc'. See --help.",
        "--coats=1e9 | --coats: expected a whole number, found '1e9'. See --help.",
        "--coats=99999999999999999999 | --coats: expected a whole number, found"
            + " '99999999999999999999'. See --help.",
        "--coats= | --coats: expected a whole number, found ''. See --help.",
        "--coats=4 | --coats: expected 0 to 3, found 4. See --help.",
        "--coats=-1 | --coats: expected 0 to 3, found -1. See --help.",
        "--colour=BLUE | --colour: expected one of RED, GREEN, found 'BLUE'. See --help.",
        "--share=much | --share: expected a number, found 'much'. See --help.",
        "--share=NaN | --share: expected a number, found 'NaN'. See --help.",
        "--from=noon | --from: expected a time such as 2026-01-31T10:00:00Z, found 'noon'. See"
            + " --help.",
        "--set=nothing | --set: expected group/key=value, found 'nothing'. See --help.",
        "'' | FILE: expected a file or folder, found ''. See --help.",
        "--nonsense | Unknown option: '--nonsense'. See --help.",
        "--coats | Missing required parameter for option '--coats' (N). See --help.",
      })
  void saysWhatWasExpectedAndFound(String argument, String message) {
    assertThat(run(argument)).isEqualTo(new Run(2, message + System.lineSeparator()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--coats=\u001b[31m", "--coats=1\n2", "--\u0007"})
  void letsNoControlCharacterThrough(String argument) {
    assertThat(run(argument).err.stripTrailing()).contains("?").doesNotContainPattern("\\p{Cntrl}");
  }

  @Test
  void takesAnArgumentAsItIsAndNotAsAFileOfArguments() throws IOException {
    Path more = Files.writeString(folder.resolve("more"), "--coats 4");
    Paint paint = new Paint();
    assertThat(run(paint, "@" + more).status).isZero();
    assertThat(paint.file).isEqualTo(Path.of("@" + more));
  }

  @Test
  void aFileInPlaceOfAFolderIsAWrongArgument() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(run(file.resolve("below").toString()))
        .isEqualTo(
            new Run(
                2,
                "FILE: expected a folder, found "
                    + file
                    + ", which is a file. See --help."
                    + System.lineSeparator()));
    assertThat(run(folder.resolve("new/folder").toString()).status).isZero();
  }

  @Test
  void aFailureEndsWithOneAndAWrongConfigurationWithTwo() {
    Paint paint = new Paint();
    paint.failure = new IOException("the brush is gone");
    assertThat(run(paint).status).isEqualTo(1);
    paint.failure = new ConfigurationException(List.of("paint/brush: expected one, found none"));
    assertThat(run(paint).status).isEqualTo(2);
    assertThat(run(paint).err).contains("paint/brush: expected one, found none");
  }

  @Test
  void aReasonNamesTheFileAndNoClass() {
    Path missing = folder.resolve("missing");
    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> Files.newInputStream(missing)))
        .extracting(Failures::reason)
        .isEqualTo(missing + ": no such file or folder");
    assertThat(Failures.rootReason(new IllegalStateException("outer", new IOException("inner"))))
        .isEqualTo("inner");
    assertThat(Failures.reason(new NullPointerException())).isEqualTo("NullPointerException");
  }
}
