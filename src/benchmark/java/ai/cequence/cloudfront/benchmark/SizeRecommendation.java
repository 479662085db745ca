package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.Commands;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says how many KPUs and shards a load needs. Measures nothing: it reckons with what was. */
@Command(
    name = "size",
    mixinStandardHelpOptions = true,
    description = "Says how many KPUs and shards a load needs; without RATE the table of the docs.")
public final class SizeRecommendation implements Callable<Integer> {
  /**
   * More than {@code scripts/benchmark.sh job} prints (docs/performance.md): room for slower cores.
   */
  static final String RECKONED = "20";

  static final List<Long> RATES = List.of(100L, 1_000L, 10_000L, 100_000L);
  private static final long TTL_HOURS = 2;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "RATE",
      description = "requests a second at the busiest hour")
  private Long rate;

  @Option(
      names = "--cpu-seconds-per-million",
      paramLabel = "N",
      defaultValue = RECKONED,
      description =
          "what `scripts/benchmark.sh job` prints on a core like yours (${DEFAULT-VALUE})")
  private double cpuSecondsPerMillion;

  @Option(
      names = "--ttl-hours",
      paramLabel = "N",
      defaultValue = "" + TTL_HOURS,
      description = "dedup/ttl; 25 with both sources (${DEFAULT-VALUE})")
  private long ttlHours;

  public static void main(String[] args) {
    System.exit(Commands.run(new SizeRecommendation(), args));
  }

  @Override
  public Integer call() {
    if (rate == null) {
      table().forEach(System.out::println);
      return 0;
    }
    if (rate < 1 || rate > 10_000_000 || cpuSecondsPerMillion <= 0 || ttlHours < 0) {
      System.err.println(
          "Expected a RATE from 1 to 10000000, a positive figure and a ttl of 0 or more hours");
      return 2;
    }
    Size size = new Size(rate, cpuSecondsPerMillion, ttlHours * 3_600);
    new Figures("size")
        .add("kpus", "KPUs (the service bills one more)", size.kpus())
        .add("shards", "shards, if read from Kinesis", size.shards())
        .add("ids", "identifiers known at a time", size.ids())
        .add(
            "heapPerKpu",
            "dedup/heap for all of them in tables, MB",
            size.heapBytesPerKpu() / 1_000_000)
        .add(
            "leastHeapPerKpu",
            "dedup/heap below which some are forgotten early, MB",
            size.leastHeapBytesPerKpu() / 1_000_000)
        .add("state", "identifiers in a checkpoint, MB", size.stateBytes() / 1_000_000)
        .add("lists", "LIST calls per million requests and distribution", size.listsPerMillion())
        .add(
            "egress",
            "to the Bridge per million requests, MB",
            Size.egressBytesPerMillion(false) / 1_000_000)
        .add(
            "egressGzip",
            "the same with bridge/gzip=true, MB",
            Size.egressBytesPerMillion(true) / 1_000_000)
        .print(System.out);
    return 0;
  }

  /** The rows of the table in docs/operations.md. */
  public static List<String> table() {
    double cpuSecondsPerMillion = Double.parseDouble(RECKONED);
    List<String> rows = new ArrayList<>();
    for (long rate : RATES) {
      Size size = new Size(rate, cpuSecondsPerMillion, TTL_HOURS * 3_600);
      rows.add(
          String.format(
              Locale.ROOT,
              "| %,d | %,d | %,d | %,d MB | %,d MB | %,d MB | %,d | %,.2f GB | %,.2f GB |",
              rate,
              size.kpus(),
              size.shards(),
              size.heapBytesPerKpu() / 1_000_000,
              size.leastHeapBytesPerKpu() / 1_000_000,
              size.stateBytes() / 1_000_000,
              size.listsPerMillion(),
              Size.egressBytesPerMillion(false) / 1e9,
              Size.egressBytesPerMillion(true) / 1e9));
    }
    return rows;
  }
}
