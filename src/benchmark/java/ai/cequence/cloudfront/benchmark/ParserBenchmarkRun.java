package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.Commands;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs {@link ParserBenchmark} and prints lines per CPU-second and bytes allocated a line. */
@Command(
    name = "parser",
    mixinStandardHelpOptions = true,
    description = "Measures the parser on a generated standard log, beside a minimal reader.")
public final class ParserBenchmarkRun implements Callable<Integer> {
  private static final Map<String, String> MEANINGS = new LinkedHashMap<>();

  static {
    MEANINGS.put("parseOnly", "parse only");
    MEANINGS.put("parseAndEncode", "parse + encode to Bridge JSON");
    MEANINGS.put("gzipToBridgeJson", "gzip to Bridge JSON");
    MEANINGS.put("minimalReader", "minimal reader: gunzip + split only");
  }

  @Mixin private JmhRun jmh;

  public static void main(String[] args) {
    System.exit(Commands.run(new ParserBenchmarkRun(), args));
  }

  @Override
  public Integer call() throws Exception {
    Figures figures = new Figures("parser");
    jmh.addTo(figures, MEANINGS, "lines");
    figures.print(System.out);
    return 0;
  }
}
