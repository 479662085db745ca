package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.local.LocalRunner;
import ai.cequence.cloudfront.local.LogGenerator;
import ai.cequence.cloudfront.local.SimulateBridge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The whole job: generated gzip files to requests that a discarding server has accepted, all
 * guarantees on, the server in a process of its own. Runs it once over a quarter of the lines, so
 * that what the start and the compiler cost can be told from what each further transaction costs,
 * and once over all; then over all at each further parallelism.
 */
@Command(name = "job", mixinStandardHelpOptions = true, description = "Measures the whole job.")
public final class JobBenchmark implements Callable<Integer> {
  private static final Path FOLDER = Path.of("target", "benchmark").toAbsolutePath();
  private static final Instant START = Instant.parse("2026-01-31T10:00:00Z");
  private static final int FILES = 20;
  private static final int CHECKPOINT_SECONDS = 5;

  @Parameters(
      index = "0",
      defaultValue = "2000000",
      description = "log lines (${DEFAULT-VALUE})",
      paramLabel = "LINES")
  private int lines;

  @Parameters(
      index = "1..*",
      description = "subtasks; with more than one, each is measured (1)",
      paramLabel = "PARALLELISM")
  private List<Integer> parallelisms = new ArrayList<>();

  @Option(
      names = "--profile",
      description = "samples the job's stacks and prints where its CPU time goes")
  private boolean profile;

  @Option(
      names = "--set",
      paramLabel = "group/key=value",
      description = "one more setting of the job; repeatable")
  private List<String> settings = new ArrayList<>();

  /** What one run said of itself. */
  private record Run(
      double transactions,
      double cpuSeconds,
      double seconds,
      long peakMegabytes,
      ThreadTimes threads) {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new JobBenchmark()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    delete(FOLDER);
    if (parallelisms.isEmpty()) {
      parallelisms.add(1);
    }
    Path quarter = generate("quarter", FILES / 4, lines / FILES);
    Path all = generate("logs", FILES, lines / FILES);
    Path recording = FOLDER.resolve("recording.jfr");
    Figures figures = new Figures("job");
    try (ChildJvm bridge =
        ChildJvm.start(FOLDER.resolve("bridge.txt"), SimulateBridge.class, List.of("--discard"))) {
      String url = bridge.firstLine();
      int first = parallelisms.get(0);
      Run part = run("quarter-run", quarter, url, first, Optional.empty());
      Run run = run("run", all, url, first, profile ? Optional.of(recording) : Optional.empty());
      add(figures, "", first, run);
      figures
          .add(
              "cpuSecondsPerMillionBeyondQuarter",
              "CPU-seconds per million beyond the first quarter",
              (run.cpuSeconds() - part.cpuSeconds())
                  / (run.transactions() - part.transactions())
                  * 1e6)
          .remark("")
          .remark("CPU-seconds per million, by kind of thread, start included");
      run.threads()
          .byGroup()
          .forEach((group, seconds) -> figures.add(group, "  " + group, perMillion(seconds, run)));
      if (profile) {
        CpuProfile.of(recording).addTo(figures, run.cpuSeconds(), run.transactions());
      }
      for (int parallelism : parallelisms.subList(1, parallelisms.size())) {
        Run further = run("run-" + parallelism, all, url, parallelism, Optional.empty());
        figures.remark("");
        add(figures, "At" + parallelism, parallelism, further);
        figures.add(
            "scalingAt" + parallelism,
            "times as many transactions a second as at " + first,
            perSecond(further) / perSecond(run));
      }
    }
    figures.print(System.out);
    return 0;
  }

  private static void add(Figures figures, String suffix, int parallelism, Run run) {
    figures
        .add("parallelism" + suffix, "parallelism", parallelism)
        .add("transactions" + suffix, "transactions delivered", (long) run.transactions())
        .add("cpuSeconds" + suffix, "CPU-seconds, start-up included", run.cpuSeconds())
        .add(
            "cpuSecondsPerMillion" + suffix,
            "CPU-seconds per million, start-up included",
            perMillion(run.cpuSeconds(), run))
        .add("seconds" + suffix, "seconds", run.seconds())
        .add("perSecond" + suffix, "transactions a second", (long) perSecond(run))
        .add("peakMegabytes" + suffix, "peak resident memory, MB", run.peakMegabytes());
  }

  private static double perSecond(Run run) {
    return run.transactions() / run.seconds();
  }

  private static double perMillion(double cpuSeconds, Run run) {
    return cpuSeconds / run.transactions() * 1e6;
  }

  private Run run(String name, Path logs, String bridge, int parallelism, Optional<Path> recording)
      throws IOException, InterruptedException {
    Path folder = FOLDER.resolve(name);
    List<String> arguments = new ArrayList<>();
    recording.ifPresent(file -> arguments.add(file.toString()));
    RunArguments run =
        new RunArguments(folder, bridge)
            .set("source/s3.paths", logs.toUri().toString())
            .set("source/s3.mode", "bounded")
            .with("--checkpoint-interval", String.valueOf(CHECKPOINT_SECONDS))
            .with("--parallelism", String.valueOf(parallelism));
    settings.forEach(setting -> run.with("--set", setting));
    arguments.addAll(run.list());
    Class<?> main = recording.isPresent() ? ProfiledRun.class : LocalRunner.class;
    try (ChildJvm job = ChildJvm.start(FOLDER.resolve(name + ".txt"), main, arguments)) {
      job.awaitSuccess();
      String said = job.output();
      return new Run(
          row(said, "    delivered"),
          row(said, "CPU-seconds of this process, start-up included"),
          row(said, "seconds"),
          job.peakResidentMegabytes(),
          job.threads());
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

  private static Path generate(String name, int files, int linesEach) throws IOException {
    Path folder = Files.createDirectories(FOLDER.resolve(name));
    for (int i = 0; i < files; i++) {
      Path file = folder.resolve("E1GENERATED%03d.2026-01-31-10.%08d.gz".formatted(i % 10, i));
      new LogGenerator(i).writeV1(Files.newOutputStream(file), linesEach, START);
    }
    return folder;
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
