package ai.cequence.cloudfront.benchmark;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Option;

/** Runs JMH benchmarks by their methods' names and tells CPU time and allocation of each. */
final class JmhRun {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  @Option(
      names = "--seconds",
      defaultValue = "2",
      description = "seconds an iteration (${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--iterations",
      defaultValue = "5",
      description = "measured iterations, and as many to warm up (${DEFAULT-VALUE})")
  private int iterations;

  /**
   * What was measured of one benchmark.
   *
   * @param perCpuSecond operations per second of the thread's CPU time
   * @param bytes allocated for each operation
   */
  record Measured(double perCpuSecond, double bytes) {}

  /**
   * Runs benchmarks and adds their figures in the order given.
   *
   * @param meanings what the rows say, by the method's name
   * @param operations what is counted, such as "lines"
   */
  Map<String, Measured> addTo(Figures figures, Map<String, String> meanings, String operations)
      throws RunnerException {
    Collection<RunResult> results = run(meanings);
    Map<String, Measured> measured = new LinkedHashMap<>();
    for (Map.Entry<String, String> meaning : meanings.entrySet()) {
      for (RunResult result : results) {
        if (result.getParams().getBenchmark().endsWith('.' + meaning.getKey())) {
          measured.put(meaning.getKey(), measured(result));
        }
      }
    }
    measured.forEach(
        (name, value) ->
            figures
                .add(
                    name + "PerCpuSecond",
                    "%s: %s per CPU-second".formatted(meanings.get(name), operations),
                    Math.round(value.perCpuSecond()))
                .add(name + "Bytes", "  bytes allocated for each", Math.round(value.bytes())));
    return measured;
  }

  private Collection<RunResult> run(Map<String, String> meanings) throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include("\\.(" + String.join("|", meanings.keySet()) + ")$")
            .addProfiler(GCProfiler.class)
            .addProfiler(CpuTimeProfiler.class)
            .warmupIterations(iterations)
            .warmupTime(TimeValue.seconds(seconds))
            .measurementIterations(iterations)
            .measurementTime(TimeValue.seconds(seconds))
            .verbosity(VerboseMode.SILENT)
            .build();
    return new Runner(options).run();
  }

  private static Measured measured(RunResult result) {
    return new Measured(
        result.getSecondaryResults().get(CpuTimeProfiler.LABEL).getScore(),
        result.getSecondaryResults().get(ALLOCATED).getScore());
  }
}
