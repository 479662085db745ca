package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.Commands;
import ai.cequence.cloudfront.benchmark.JmhRun.Measured;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs {@link BatchBenchmark}, and of {@link ParserBenchmark} what tells the encoder's share. */
@Command(
    name = "batch",
    mixinStandardHelpOptions = true,
    description = "Measures the encoder and the batches, by CPU time.")
public final class BatchBenchmarkRun implements Callable<Integer> {
  private static final Map<String, String> MEANINGS = new LinkedHashMap<>();

  static {
    MEANINGS.put("parseOnly", "split, checked, decoded");
    MEANINGS.put("parseAndEncode", "the same, encoded to Bridge JSON");
    MEANINGS.put("windowToBatch", "sorted, joined, the key hashed");
    MEANINGS.put("halve", "a body halved");
    MEANINGS.put("compress", "a body compressed");
  }

  @Mixin private JmhRun jmh;

  public static void main(String[] args) {
    System.exit(Commands.run(new BatchBenchmarkRun(), args));
  }

  @Override
  public Integer call() throws Exception {
    Figures figures = new Figures("batch");
    Map<String, Measured> measured = jmh.addTo(figures, MEANINGS, "transactions");
    figures
        .add(
            "encodeCpuSecondsPerMillion",
            "the encoder alone: CPU-seconds per million",
            perMillion(measured, "parseAndEncode") - perMillion(measured, "parseOnly"))
        .print(System.out);
    return 0;
  }

  private static double perMillion(Map<String, Measured> measured, String name) {
    return 1e6 / Objects.requireNonNull(measured.get(name)).perCpuSecond();
  }
}
