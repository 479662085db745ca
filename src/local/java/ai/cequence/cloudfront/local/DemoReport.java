package ai.cequence.cloudfront.local;

import java.io.PrintStream;
import java.nio.file.Path;

/**
 * What the demo says at its end.
 *
 * @param folder holds the demo's input and dead letters
 */
record DemoReport(BridgeSimulator bridge, Path folder) {

  void print(PrintStream out) {
    out.println();
    if (bridge.problems().isEmpty()) {
      out.println("The simulated Bridge checked every transaction and found nothing wrong.");
    } else {
      out.println("The simulated Bridge complains:");
      bridge.problems().forEach(problem -> out.println("  " + problem));
    }
    out.println("What was read:  " + folder.resolve("logs"));
    out.println("Dead letters:   " + folder.resolve("dead-letters"));
    out.println("Next:           scripts/run-local.sh --help, docs/configuration.md");
  }
}
