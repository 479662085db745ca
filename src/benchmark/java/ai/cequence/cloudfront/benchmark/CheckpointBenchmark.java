package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.Commands;
import ai.cequence.cloudfront.WrongArgumentException;
import ai.cequence.cloudfront.local.BridgeSimulator;
import ai.cequence.cloudfront.local.BridgeSimulator.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long checkpoints take while logs are read at a steady rate and the Bridge is well, answers
 * after 200 ms, or is down; then the same with {@linkplain StockRun Flink's own parts}.
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
    System.exit(Commands.run(new CheckpointBenchmark(), args));
  }

  @Override
  public Integer call() throws Exception {
    WrongArgumentException.unlessBetween("--seconds", seconds, 1, 86_400);
    WrongArgumentException.unlessBetween("--rate", rate, 1, 50_000);
    Figures figures = new Figures("checkpoints").add("rate", "transactions a second", rate);
    Path folder = Files.createTempDirectory("cloudfront-bridge-checkpoints-");
    long failed;
    try (SteadyRun job = new SteadyRun(Files.createDirectory(folder.resolve("job")), rate)) {
      failed = measure(figures, "own", job);
    }
    figures
        .add("failed", "checkpoints failed", failed)
        .remark("")
        .remark("Flink's FileSource and AsyncSinkWriter, the same logs in the same way");
    try (SteadyRun stock =
        new SteadyRun(
            Files.createDirectory(folder.resolve("stock")),
            rate,
            new BridgeSimulator(0, false),
            StockRun::start)) {
      measure(figures, "stock", stock);
    }
    figures.print(System.out);
    return failed == 0 ? 0 : 1;
  }

  /** Measures one run, and returns how many checkpoints failed. */
  private long measure(Figures figures, String key, SteadyRun run) throws Exception {
    run.awaitFirst();
    collect(run, seconds);
    long before = run.checkpoints().failed();
    add(figures, key + "Healthy", "Bridge healthy", collect(run, seconds));
    run.bridge().setDelayMillis(SLOW_MILLIS);
    add(figures, key + "Slow", "answers after 200 ms", collect(run, seconds));
    run.bridge().setDelayMillis(0);
    run.bridge().setFault(Fault.DOWN);
    add(figures, key + "Down", "Bridge down", collect(run, seconds));
    long failed = run.checkpoints().failed() - before;
    run.bridge().setFault(Fault.NONE);
    return failed;
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
    figures.add(key + "Count", name + ": checkpoints completed", durations.size());
    if (durations.isEmpty()) {
      return;
    }
    figures
        .add(key + "Median", "  median, ms", durations.get(durations.size() / 2))
        .add(key + "Longest", "  longest, ms", durations.get(durations.size() - 1));
  }
}
