package ai.cequence.cloudfront.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Arguments for a local run that sends all requests, static files too, to a Bridge of its own. */
final class RunArguments {
  private final List<String> arguments = new ArrayList<>();

  /**
   * @param folder gets checkpoints and dead letters
   * @param bridge both endpoints
   */
  RunArguments(Path folder, String bridge) {
    set("bridge/auth-endpoint", bridge);
    set("bridge/edge-endpoint", bridge);
    set("bridge/client-id", "benchmark");
    set("bridge/client-secret", "benchmark");
    set("filter/static-extensions", "none");
    set("dead-letter/path", folder.resolve("dead-letters").toUri().toString());
    with("--checkpoints", folder.resolve("checkpoints").toString());
  }

  RunArguments set(String key, String value) {
    return with("--set", key + '=' + value);
  }

  RunArguments with(String option, String value) {
    arguments.addAll(List.of(option, value));
    return this;
  }

  List<String> list() {
    return List.copyOf(arguments);
  }
}
