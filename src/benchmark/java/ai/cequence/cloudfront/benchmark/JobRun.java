package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.local.LogGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What a bounded run of the whole job, in a process of its own, said of itself.
 *
 * @param transactions delivered
 * @param cpuSeconds start-up included
 * @param peakMegabytes resident memory
 */
record JobRun(
    double transactions,
    double cpuSeconds,
    double seconds,
    long peakMegabytes,
    ThreadTimes threads) {
  private static final Instant START = Instant.parse("2026-01-31T10:00:00Z");
  private static final int CHECKPOINT_SECONDS = 5;

  /** The run of a process that has ended well. */
  static JobRun of(ChildJvm job) throws IOException {
    String said = job.output();
    return new JobRun(
        row(said, "    delivered"),
        row(said, "CPU-seconds of this process, start-up included"),
        row(said, "seconds"),
        job.peakResidentMegabytes(),
        job.threads());
  }

  double perSecond() {
    return transactions / seconds;
  }

  /** A part of the CPU time, for each million transactions. */
  double perMillion(double partOfCpuSeconds) {
    return partOfCpuSeconds / transactions * 1e6;
  }

  /**
   * Arguments of the local runner.
   *
   * @param folder for checkpoints and dead letters
   * @param logs folder of logs, all of which are read
   * @param bridge URL of a Bridge
   */
  static RunArguments arguments(Path folder, Path logs, String bridge, int parallelism) {
    return new RunArguments(folder, bridge)
        .set("source/s3.paths", logs.toUri().toString())
        .set("source/s3.mode", "bounded")
        .with("--checkpoint-interval", String.valueOf(CHECKPOINT_SECONDS))
        .with("--parallelism", String.valueOf(parallelism));
  }

  /** Generates logs, no id twice. */
  static Path logs(Path folder, int files, int linesEach) throws IOException {
    Files.createDirectories(folder);
    IntStream.range(0, files).parallel().forEach(number -> write(folder, number, linesEach));
    return folder;
  }

  private static void write(Path folder, int number, int lines) {
    Path file =
        folder.resolve("E1GENERATED%03d.2026-01-31-10.%08d.gz".formatted(number % 10, number));
    try {
      new LogGenerator(number).writeV1(Files.newOutputStream(file), lines, START);
    } catch (IOException e) {
      throw new UncheckedIOException("Expected room for " + file, e);
    }
  }

  /** The value of a row of the run's own table. */
  private static double row(String said, String name) {
    Matcher row =
        Pattern.compile("^" + Pattern.quote(name) + " +([0-9.,]+)$", Pattern.MULTILINE)
            .matcher(said);
    if (!row.find()) {
      throw new IllegalStateException("Expected a row \"" + name + "\", found: " + said);
    }
    return Double.parseDouble(row.group(1).replace(",", ""));
  }
}
