package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.Commands;
import ai.cequence.cloudfront.WrongArgumentException;
import ai.cequence.cloudfront.local.LocalRunner;
import ai.cequence.cloudfront.local.SimulateBridge;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The whole job: generated gzip files to requests that a discarding server has accepted, all
 * guarantees on, the server in a process of its own. Runs it once over a quarter of the lines, so
 * that what the start and the compiler cost can be told from what each further transaction costs,
 * and once over all; then over all at each further parallelism. Beside it {@linkplain SyslogNg
 * syslog-ng}, where the machine has it.
 */
@Command(name = "job", mixinStandardHelpOptions = true, description = "Measures the whole job.")
public final class JobBenchmark implements Callable<Integer> {
  private static final Path FOLDER = Path.of("target", "benchmark").toAbsolutePath();
  private static final Path RECORDING = FOLDER.resolve("recording.jfr");
  private static final int FILES = 20;

  /** Enough for a process that has no compiler to warm. */
  private static final int RIVAL_LINES = 1_000_000;

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

  public static void main(String[] args) {
    System.exit(Commands.run(new JobBenchmark(), args));
  }

  @Override
  public Integer call() throws Exception {
    WrongArgumentException.unlessBetween("LINES", lines, 1_000, 1_000_000_000);
    parallelisms.forEach(n -> WrongArgumentException.unlessBetween("PARALLELISM", n, 1, 256));
    ScratchFolder.delete(FOLDER);
    if (parallelisms.isEmpty()) {
      parallelisms.add(1);
    }
    Path quarter = JobRun.logs(FOLDER.resolve("quarter"), FILES / 4, lines / FILES);
    Path all = JobRun.logs(FOLDER.resolve("logs"), FILES, lines / FILES);
    Figures figures = new Figures("job");
    try (ChildJvm bridge =
        ChildJvm.start(FOLDER.resolve("bridge.txt"), SimulateBridge.class, List.of("--discard"))) {
      String url = bridge.firstLine();
      int first = parallelisms.get(0);
      JobRun part = run("quarter-run", quarter, url, first, false);
      JobRun run = run("run", all, url, first, profile);
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
          .forEach((group, seconds) -> figures.add(group, "  " + group, run.perMillion(seconds)));
      if (profile) {
        CpuProfile.of(RECORDING).addTo(figures, run.cpuSeconds(), run.transactions());
      }
      for (int parallelism : parallelisms.subList(1, parallelisms.size())) {
        JobRun further = run("run-" + parallelism, all, url, parallelism, false);
        figures.remark("");
        add(figures, "At" + parallelism, parallelism, further);
        figures.add(
            "scalingAt" + parallelism,
            "times as many transactions a second as at " + first,
            further.perSecond() / run.perSecond());
      }
      addRival(figures, all, url, run.perMillion(run.cpuSeconds()));
    }
    figures.print(System.out);
    return 0;
  }

  private void addRival(Figures figures, Path logs, String bridge, double ownCpuSecondsPerMillion)
      throws IOException, InterruptedException {
    figures.remark("");
    Optional<SyslogNg> rival = SyslogNg.installed(FOLDER);
    if (rival.isEmpty()) {
      figures
          .remark("syslog-ng is not installed here (Debian: syslog-ng-core, syslog-ng-mod-http),")
          .remark("so there is nothing to compare with");
      return;
    }
    int files = Math.max(1, Math.min(FILES, RIVAL_LINES / Math.max(1, lines / FILES)));
    SyslogNg.Run run = rival.get().send(files(logs).subList(0, files), URI.create(bridge));
    double perMillion = run.cpuSeconds() / run.delivered() * 1e6;
    figures
        .remark("syslog-ng, from uncompressed logs, without deduplication or checkpoints")
        .add("syslogNgLines", "  lines", run.lines())
        .add("syslogNgDelivered", "  delivered", run.delivered())
        .add("syslogNgCpuSecondsPerMillion", "  CPU-seconds per million", perMillion)
        .add(
            "syslogNgTimes",
            "  times the job's, start included",
            perMillion / ownCpuSecondsPerMillion);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static void add(Figures figures, String suffix, int parallelism, JobRun run) {
    figures
        .add("parallelism" + suffix, "parallelism", parallelism)
        .add("transactions" + suffix, "transactions delivered", (long) run.transactions())
        .add("cpuSeconds" + suffix, "CPU-seconds, start-up included", run.cpuSeconds())
        .add(
            "cpuSecondsPerMillion" + suffix,
            "CPU-seconds per million, start-up included",
            run.perMillion(run.cpuSeconds()))
        .add("seconds" + suffix, "seconds", run.seconds())
        .add("perSecond" + suffix, "transactions a second", (long) run.perSecond())
        .add("peakMegabytes" + suffix, "peak resident memory, MB", run.peakMegabytes());
  }

  private JobRun run(String name, Path logs, String bridge, int parallelism, boolean recorded)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    if (recorded) {
      arguments.add(RECORDING.toString());
    }
    RunArguments ofRun = JobRun.arguments(FOLDER.resolve(name), logs, bridge, parallelism);
    settings.forEach(setting -> ofRun.with("--set", setting));
    arguments.addAll(ofRun.list());
    Class<?> main = recorded ? ProfiledRun.class : LocalRunner.class;
    try (ChildJvm job = ChildJvm.start(FOLDER.resolve(name + ".txt"), main, arguments)) {
      job.awaitSuccess();
      return JobRun.of(job);
    }
  }
}
