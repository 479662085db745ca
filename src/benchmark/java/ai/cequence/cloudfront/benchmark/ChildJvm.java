package ai.cequence.cloudfront.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A main class in a process of its own, with the options and the class path of this one. */
final class ChildJvm implements AutoCloseable {
  private static final int LOOK_MILLIS = 100;

  /** Linux' command that ties a process to CPUs. */
  private static final Path TASKSET = Path.of("/usr/bin/taskset");

  private final Process process;
  private final Path output;
  private final ThreadTimes threads = new ThreadTimes();
  private long peakResidentKilobytes;

  private ChildJvm(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Starts it.
   *
   * @param output gets what it prints
   */
  static ChildJvm start(Path output, Class<?> main, List<String> arguments) throws IOException {
    return start(output, List.of(), main, arguments);
  }

  /**
   * Starts it.
   *
   * @param output gets what it prints
   * @param options of the JVM beside those of this one
   */
  static ChildJvm start(Path output, List<String> options, Class<?> main, List<String> arguments)
      throws IOException {
    return start(output, List.of(), options, main, arguments);
  }

  /** Starts it, where the system allows on one CPU alone. */
  static ChildJvm startOnOneCpu(
      Path output, List<String> options, Class<?> main, List<String> arguments) throws IOException {
    return start(
        output,
        Files.isExecutable(TASKSET) ? List.of(TASKSET.toString(), "-c", "0") : List.of(),
        options,
        main,
        arguments);
  }

  private static ChildJvm start(
      Path output,
      List<String> launcher,
      List<String> options,
      Class<?> main,
      List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(launcher);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new ChildJvm(process, output);
  }

  /** Waits until it has printed a line, and returns that. */
  String firstLine() throws IOException, InterruptedException {
    while (process.isAlive()) {
      String text = output();
      if (text.contains("\n")) {
        return text.substring(0, text.indexOf('\n'));
      }
      Thread.sleep(LOOK_MILLIS);
    }
    throw new IllegalStateException("Expected a line, found an end; it said: " + output());
  }

  /** Waits for a good end, and looks at the memory meanwhile. */
  void awaitSuccess() throws IOException, InterruptedException {
    while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      peakResidentKilobytes =
          Math.max(peakResidentKilobytes, ResidentMemory.peakKilobytes(process.pid()));
      threads.look(process.pid());
    }
    if (process.exitValue() != 0) {
      throw new IllegalStateException(
          "Expected exit status 0, found " + process.exitValue() + "; see " + output);
    }
  }

  /** The system's number of it. */
  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Asks it to end, as {@code kill} does. */
  void terminate() {
    process.destroy();
  }

  /** Ends it at once, as {@code kill -9} does, and waits until it has ended. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** The most memory it has held, as the system counts; 0 where the system does not tell. */
  long peakResidentMegabytes() {
    return peakResidentKilobytes / 1000;
  }

  /** CPU time of its threads, up to shortly before its end. */
  ThreadTimes threads() {
    return threads;
  }

  String output() throws IOException {
    return Files.readString(output);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
