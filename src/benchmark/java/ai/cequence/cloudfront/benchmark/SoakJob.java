package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.local.LocalRunner;
import ai.cequence.cloudfront.local.Loopback;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The job of a soak run, one process after the other on the same checkpoints. */
final class SoakJob implements AutoCloseable {
  private static final Pattern GOING_ON = Pattern.compile("(?m)^Going on from (.*)$");

  /** No process sends anything so soon. */
  private static final long SILENT_MILLIS = 1_000;

  private final Path folder;
  private final Path properties;
  private final CheckpointClock clock;
  private final List<Started> processes = new ArrayList<>();
  private ChildJvm current;
  private int port;

  /**
   * One process.
   *
   * @param beganMillis nothing of it arrived before
   * @param stoppedBeforeMillis when the one before it was asked to stop with a savepoint; 0: killed
   */
  private record Started(long beganMillis, Path output, long stoppedBeforeMillis) {}

  /**
   * Where one process went on.
   *
   * @param beganMillis nothing of it arrived before
   * @param checkpointMillis what had been sent before is in the state that it began from
   */
  record Run(long beganMillis, long checkpointMillis) {}

  SoakJob(Path folder, Path logs, URI bridge, String secret, Duration ttl) throws IOException {
    this.folder = folder;
    this.properties = folder.resolve("properties.json");
    new ObjectMapper()
        .writeValue(
            properties.toFile(),
            List.of(
                group(
                    "source",
                    Map.of("s3.paths", logs.toUri().toString(), "s3.discovery-interval", "1 s")),
                group("filter", Map.of("static-extensions", "none")),
                group("dedup", Map.of("ttl", ttl.toSeconds() + " s")),
                group("window", Map.of("size", "1 s")),
                group("dead-letter", Map.of("path", deadLetters().toUri().toString())),
                group(
                    "bridge",
                    Map.of(
                        "auth-endpoint",
                        bridge.toString(),
                        "edge-endpoint",
                        bridge.toString(),
                        "client-id",
                        "soak",
                        "client-secret",
                        secret))));
    this.clock = new CheckpointClock(folder.resolve("state").resolve("checkpoints"));
    // Nobody is left behind where this process is asked to end.
    Runtime.getRuntime().addShutdownHook(new Thread(this::killQuietly, "kill-job"));
  }

  private static Map<String, Object> group(String name, Map<String, String> settings) {
    return Map.of("PropertyGroupId", name, "PropertyMap", settings);
  }

  Path deadLetters() {
    return folder.resolve("dead-letters");
  }

  /** The one file here that holds the secret. */
  Path properties() {
    return properties;
  }

  /** Goes on from the newest checkpoint or savepoint. */
  void start(int parallelism) throws IOException {
    start(parallelism, 0);
  }

  private void start(int parallelism, long stoppedBeforeMillis) throws IOException {
    port = Loopback.freePort();
    int number = processes.size() + 1;
    Path output = folder.resolve("job-%02d.txt".formatted(number));
    processes.add(
        new Started(System.currentTimeMillis() + SILENT_MILLIS, output, stoppedBeforeMillis));
    current =
        ChildJvm.start(
            output,
            List.of("-Dcloudfront.bridge.log=" + folder.resolve("job-%02d.log".formatted(number))),
            LocalRunner.class,
            List.of(
                "--properties",
                properties.toString(),
                "--checkpoints",
                folder.resolve("state").toString(),
                "--parallelism",
                String.valueOf(parallelism),
                "--ui-port",
                String.valueOf(port)));
  }

  /** {@code kill -9}. */
  void kill() throws InterruptedException {
    current.kill();
  }

  /** Stops with a savepoint, and goes on from it. */
  void rescale(int parallelism) throws IOException, InterruptedException {
    long asked = System.currentTimeMillis();
    stop();
    start(parallelism, asked);
  }

  /** Stops with a savepoint. */
  void stop() throws IOException, InterruptedException {
    current.terminate();
    current.awaitSuccess();
    if (!current.output().contains("Stopped; the next run goes on from")) {
      throw new IllegalStateException("Expected a savepoint; the job said: " + current.output());
    }
  }

  /** Throws where the process has ended on its own. */
  void expectAlive() throws IOException {
    if (!current.isAlive()) {
      throw new IllegalStateException("The job ended on its own; it said: " + current.output());
    }
  }

  /** What the process of the moment holds. */
  ProcessSample sample() throws IOException, InterruptedException {
    return ProcessSample.of(current.pid(), port);
  }

  /** All processes, in their order. */
  List<Run> runs() throws IOException {
    List<Run> runs = new ArrayList<>();
    for (Started process : processes) {
      runs.add(new Run(process.beganMillis, checkpointMillis(process)));
    }
    return runs;
  }

  private long checkpointMillis(Started process) throws IOException {
    if (process.stoppedBeforeMillis > 0) {
      return process.stoppedBeforeMillis;
    }
    Matcher goingOn = GOING_ON.matcher(Files.readString(process.output));
    if (!goingOn.find()) {
      return Long.MIN_VALUE;
    }
    Long began = clock.beganMillis(Path.of(goingOn.group(1)));
    if (began == null) {
      throw new IllegalStateException("Expected to have seen " + goingOn.group(1) + " begin");
    }
    return began;
  }

  private void killQuietly() {
    try {
      if (current != null) {
        current.kill();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws InterruptedException {
    clock.close();
    if (current != null) {
      current.kill();
    }
  }
}
