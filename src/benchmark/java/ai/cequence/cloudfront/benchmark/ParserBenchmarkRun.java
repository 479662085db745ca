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

/** Runs {@link ParserBenchmark} and prints lines per CPU-second and bytes allocated a line. */
@Command(
    name = "parser",
    mixinStandardHelpOptions = true,
    description = "Measures the parser on a generated standard log, beside a minimal reader.")
public final class ParserBenchmarkRun implements Callable<Integer> {
  private static final String ALLOCATED = "gc.alloc.rate.norm";
  private static final Map<String, String> MEANINGS = new LinkedHashMap<>();

  static {
    MEANINGS.put("parseOnly", "parse only");
    MEANINGS.put("parseAndEncode", "parse + encode to Bridge JSON");
    MEANINGS.put("gzipToBridgeJson", "gzip to Bridge JSON");
    MEANINGS.put("minimalReader", "minimal reader: gunzip + split only");
  }

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

  public static void main(String[] args) {
    System.exit(new CommandLine(new ParserBenchmarkRun()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Options options =
        new OptionsBuilder()
            .include("\\." + ParserBenchmark.class.getSimpleName() + "\\.")
            .addProfiler(GCProfiler.class)
            .addProfiler(CpuTimeProfiler.class)
            .warmupIterations(iterations)
            .warmupTime(TimeValue.seconds(seconds))
            .measurementIterations(iterations)
            .measurementTime(TimeValue.seconds(seconds))
            .verbosity(VerboseMode.SILENT)
            .build();
    Collection<RunResult> results = new Runner(options).run();
    Figures figures = new Figures("parser");
    for (Map.Entry<String, String> meaning : MEANINGS.entrySet()) {
      for (RunResult result : results) {
        if (result.getParams().getBenchmark().endsWith('.' + meaning.getKey())) {
          add(figures, meaning.getKey(), meaning.getValue(), result);
        }
      }
    }
    figures.print(System.out);
    return 0;
  }

  private static void add(Figures figures, String name, String meaning, RunResult result) {
    double lines = result.getSecondaryResults().get(CpuTimeProfiler.LABEL).getScore();
    double allocated = result.getSecondaryResults().get(ALLOCATED).getScore();
    figures
        .add(name + "LinesPerCpuSecond", meaning + ": lines per CPU-second", Math.round(lines))
        .add(name + "BytesPerLine", meaning + ": bytes allocated a line", Math.round(allocated));
  }
}
