package ai.cequence.cloudfront.local;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.Commands;
import ai.cequence.cloudfront.benchmark.OutageRun;
import ai.cequence.cloudfront.benchmark.SoakRun;
import ai.cequence.cloudfront.redrive.Redrive;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the scripts that start a Java command say of themselves. */
class CommandHelpTest {

  static Stream<Arguments> commands() {
    return Stream.of(
        Arguments.of("run-local.sh", new LocalRunner()),
        Arguments.of("inspect.sh", new InspectLogs(System.out, System.err)),
        Arguments.of("ledger.sh", new PrintLedger(System.out, System.err)),
        Arguments.of("redrive.sh", new Redrive()),
        Arguments.of("outage.sh", new OutageRun()),
        Arguments.of("soak.sh", new SoakRun()));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void fitsInEightyColumnsAndNamesTheStatus(String script, Callable<Integer> command) {
    StringWriter out = new StringWriter();
    int status = Commands.of(command).setOut(new PrintWriter(out, true)).execute("--help");

    assertThat(status).isZero();
    assertThat(out.toString()).startsWith("Usage: " + script).contains("Exit status:", "2   ");
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void refusesWhatItDoesNotKnowInOneLine(String script, Callable<Integer> command) {
    StringWriter err = new StringWriter();
    int status = Commands.of(command).setErr(new PrintWriter(err, true)).execute("--nonsense", "x");

    assertThat(status).as(script).isEqualTo(2);
    assertThat(err.toString().lines().toList()).hasSize(1);
    assertThat(err.toString()).contains("'--nonsense'", "See --help.");
  }
}
