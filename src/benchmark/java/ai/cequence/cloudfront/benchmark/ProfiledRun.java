package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.Commands;
import ai.cequence.cloudfront.local.LocalRunner;
import java.nio.file.Path;
import java.util.Arrays;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/** A local run under Flight Recorder. The first argument is the file that gets the recording. */
final class ProfiledRun {
  private ProfiledRun() {}

  public static void main(String[] args) throws Exception {
    try (Recording recording = new Recording(Configuration.getConfiguration("profile"))) {
      recording.start();
      int status = Commands.run(new LocalRunner(), Arrays.copyOfRange(args, 1, args.length));
      recording.stop();
      recording.dump(Path.of(args[0]));
      // A halt, as the runner's own main class ends: threads of the cluster may be left.
      System.out.flush();
      Runtime.getRuntime().halt(status);
    }
  }
}
