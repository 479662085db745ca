package ai.cequence.cloudfront.benchmark;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs {@link BatchBenchmark}, and of {@link ParserBenchmark} what tells the encoder's share. */
@Command(
    name = "batch",
    mixinStandardHelpOptions = true,
    description = "Measures the encoder and the batches, by CPU time.")
public final class BatchBenchmarkRun implements Callable<Integer> {
  private static final String ALLOCATED = "gc.alloc.rate.norm";
  private static final Map<String, String> MEANINGS = new LinkedHashMap<>();

  static {
    MEANINGS.put("parseOnly", "lines: split, checked, decoded");
    MEANINGS.put("parseAndEncode", "the same, encoded to Bridge JSON");
    MEANINGS.put("windowToBatch", "transactions: sorted, joined, the key hashed");
    MEANINGS.put("halve", "transactions: a body halved");
    MEANINGS.put("compress", "transactions: a body compressed");
  }

  @Option(
      names = "--seconds",
      defaultValue = "1",
      description = "seconds an iteration (${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--iterations",
      defaultValue = "5",
      description = "measured iterations, and as many to warm up (${DEFAULT-VALUE})")
  private int iterations;

  public static void main(String[] args) {
    System.exit(new CommandLine(new BatchBenchmarkRun()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Options options =
        new OptionsBuilder()
            .include("\\.(" + String.join("|", MEANINGS.keySet()) + ")$")
            .addProfiler(GCProfiler.class)
            .addProfiler(CpuTimeProfiler.class)
            .warmupIterations(iterations)
            .warmupTime(TimeValue.seconds(seconds))
            .measurementIterations(iterations)
            .measurementTime(TimeValue.seconds(seconds))
            .verbosity(VerboseMode.SILENT)
            .build();
    Collection<RunResult> results = new Runner(options).run();
    Figures figures = new Figures("batch");
    Map<String, Double> perSecond = new LinkedHashMap<>();
    MEANINGS.forEach(
        (name, meaning) ->
            results.stream()
                .filter(r -> r.getParams().getBenchmark().endsWith('.' + name))
                .forEach(r -> perSecond.put(name, add(figures, name, meaning, r))));
    double encoding = 1e6 / perSecond.get("parseAndEncode") - 1e6 / perSecond.get("parseOnly");
    figures
        .add("encodeCpuSecondsPerMillion", "the encoder alone: CPU-seconds per million", encoding)
        .print(System.out);
    return 0;
  }

  /** Returns operations a CPU-second. */
  private static double add(Figures figures, String name, String meaning, RunResult result) {
    double operations = result.getSecondaryResults().get(CpuTimeProfiler.LABEL).getScore();
    double allocated = result.getSecondaryResults().get(ALLOCATED).getScore();
    figures
        .add(name + "PerCpuSecond", meaning + ": a CPU-second", Math.round(operations))
        .add(name + "Bytes", "  bytes allocated for each", Math.round(allocated));
    return operations;
  }
}
