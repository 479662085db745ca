package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.local.BridgeSimulator.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long checkpoints take while logs are read at a steady rate and the Bridge is well, answers
 * after 200 ms, or is down.
 */
@Command(
    name = "checkpoints",
    mixinStandardHelpOptions = true,
    description = "Measures checkpoints, one a second, with the Bridge healthy, slow and down.")
public final class CheckpointBenchmark implements Callable<Integer> {
  private static final int SLOW_MILLIS = 200;

  /** A checkpoint that was triggered before a change of the Bridge counts for nobody. */
  private static final int SETTLE_SECONDS = 3;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      paramLabel = "N",
      description = "how long the Bridge stays in each state (${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--rate",
      defaultValue = "2000",
      paramLabel = "N",
      description = "transactions a second (${DEFAULT-VALUE})")
  private int rate;

  public static void main(String[] args) {
    System.exit(new CommandLine(new CheckpointBenchmark()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("cloudfront-bridge-checkpoints-");
    try (SteadyRun run = new SteadyRun(folder, rate)) {
      run.awaitFirst();
      collect(run, seconds);
      long before = run.checkpoints().failed();
      Figures figures = new Figures("checkpoints").add("rate", "transactions a second", rate);
      add(figures, "healthy", "Bridge healthy", collect(run, seconds));
      run.bridge().setDelayMillis(SLOW_MILLIS);
      add(figures, "slow", "answers after 200 ms", collect(run, seconds));
      run.bridge().setDelayMillis(0);
      run.bridge().setFault(Fault.DOWN);
      add(figures, "down", "Bridge down", collect(run, seconds));
      long failed = run.checkpoints().failed() - before;
      run.bridge().setFault(Fault.NONE);
      figures.add("failed", "checkpoints failed", failed).print(System.out);
      return failed == 0 ? 0 : 1;
    }
  }

  /** Durations of the checkpoints that begin in this time and complete, milliseconds, ascending. */
  private static List<Long> collect(SteadyRun run, int seconds) throws Exception {
    long from = System.currentTimeMillis() + TimeUnit.SECONDS.toMillis(SETTLE_SECONDS);
    Map<Long, Long> durations = new TreeMap<>();
    for (int i = 0; i < seconds; i++) {
      run.second();
      for (Checkpoints.Completed completed : Checkpoints.newest(run.port())) {
        if (completed.triggeredMillis() >= from) {
          durations.put(completed.id(), completed.millis());
        }
      }
    }
    return durations.values().stream().sorted().toList();
  }

  private static void add(Figures figures, String key, String name, List<Long> durations) {
    List<Long> shown = new ArrayList<>(durations.isEmpty() ? List.of(0L) : durations);
    figures
        .add(key + "Count", name + ": checkpoints completed", durations.size())
        .add(key + "Median", "  median, ms", shown.get(shown.size() / 2))
        .add(key + "Longest", "  longest, ms", shown.get(shown.size() - 1));
  }
}
