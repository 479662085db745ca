package ai.cequence.cloudfront.testing;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command as its script starts it: a process of its own, on the packaged jar. */
public final class JobProcess implements AutoCloseable {
  /** Main class of the local runner. */
  public static final String LOCAL_RUNNER = "ai.cequence.cloudfront.local.LocalRunner";

  private final Process process;
  private final Path output;

  private JobProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Starts a run of the local runner.
   *
   * @param folder gets the output
   */
  public static JobProcess start(Path folder, String... arguments) throws IOException {
    return start(folder, LOCAL_RUNNER, Map.of(), arguments);
  }

  /**
   * Starts another command.
   *
   * @param folder gets the output
   * @param main class
   * @param environment more than this process has
   */
  public static JobProcess start(
      Path folder, String main, Map<String, String> environment, String... arguments)
      throws IOException {
    String classPath =
        System.getProperty("deployed.jar")
            + File.pathSeparator
            + Path.of("target/test-classes").toAbsolutePath()
            + File.pathSeparator
            + Files.readString(Path.of("target/test-classpath.txt")).strip();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String name : List.of("util", "lang", "nio", "time", "net")) {
      command.add("--add-opens=java.base/java." + name + "=ALL-UNNAMED");
    }
    command.addAll(
        List.of(
            "-Xmx1g",
            // These runs are short: what the second compiler costs they never earn back.
            "-XX:TieredStopAtLevel=1",
            "-Dlog4j2.configurationFile="
                + Path.of("target/test-classes/log4j2-local.properties").toAbsolutePath(),
            "-Dcloudfront.bridge.log=" + folder.resolve("run.log"),
            "-cp",
            classPath,
            main));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(folder, "run", ".out");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    return new JobProcess(builder.start(), output);
  }

  /** Waits for the end and returns the exit status. */
  public int await() throws InterruptedException, IOException {
    if (!process.waitFor(180, TimeUnit.SECONDS)) {
      throw new AssertionError("Expected an end within 180 s; the run says:\n" + output());
    }
    return process.exitValue();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** As {@code kill -9}. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** As {@code kill}. */
  public void terminate() {
    process.destroy();
  }

  public String output() throws IOException {
    return Files.readString(output, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws InterruptedException {
    if (process.isAlive()) {
      kill();
    }
  }
}
