package ai.cequence.cloudfront.benchmark;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A local run that reads a {@link LogFeed} and never ends by itself. */
final class SteadyRun {
  private SteadyRun() {}

  /**
   * Arguments for the local runner.
   *
   * @param folder gets checkpoints and dead letters
   * @param port of Flink's REST interface
   */
  static List<String> arguments(Path folder, Path logs, URI bridge, int port) {
    List<String> arguments = new ArrayList<>();
    for (String setting :
        List.of(
            "source/s3.paths=" + logs.toUri(),
            "source/s3.discovery-interval=1 s",
            "bridge/auth-endpoint=" + bridge,
            "bridge/edge-endpoint=" + bridge,
            "bridge/client-id=steady",
            "bridge/client-secret=steady",
            "filter/static-extensions=none",
            "window/size=1 s",
            "dead-letter/path=" + folder.resolve("dead-letters").toUri())) {
      arguments.addAll(List.of("--set", setting));
    }
    arguments.addAll(
        List.of(
            "--checkpoints",
            folder.resolve("checkpoints").toString(),
            "--ui-port",
            String.valueOf(port)));
    return arguments;
  }
}
