package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.Commands;
import ai.cequence.cloudfront.local.BridgeSimulator;
import ai.cequence.cloudfront.local.BridgeSimulator.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * An outage of the Bridge, for real: logs appear at a steady rate, the job sends them, the Bridge
 * is down for a while, and in the end every id must have arrived.
 */
@Command(
    name = "outage.sh",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the job on this machine through an outage of a simulated Bridge and prints the"
          + " evidence.",
      "Takes the outage's minutes and about three more."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:every id arrived, and the job kept its promises",
      "1:it did not",
      "2:wrong arguments"
    })
public final class OutageRun implements Callable<Integer> {
  private static final long HEAP_EVERY_SECONDS = 30;
  private static final long SAY_EVERY_SECONDS = 60;
  private static final long DRAIN_SECONDS = 900;

  /**
   * A request that starts before the job has heard of the first failure has come by then, counted
   * from the first that the Bridge did not answer.
   */
  private static final long UNDER_WAY_MILLIS = 200;

  /** As many as the job may have under way, and the first that asks whether the Bridge lives. */
  private static final long MOST_UNDER_WAY = 9;

  private static final long MOST_REQUESTS_A_SECOND = 3;

  /**
   * Flat: what a straight line through the samples may rise from the time when the sink is full to
   * the outage's end. A minute of input at the default rate is some 70 MB, so a job that kept a
   * sixtieth of half an hour's would fail. The line and not two samples, since a checkpoint under
   * way adds its copies to a sample, up to what the sink may hold.
   */
  private static final double FLAT_MEGABYTES = 32;

  /** Until then the sink fills up to its limit. */
  private static final double FILLING_MINUTES = 3;

  /** Fewer samples than this are shown and not judged: their noise would be taken for a trend. */
  private static final int FEWEST_SAMPLES = 8;

  @Option(
      names = "--minutes",
      defaultValue = "30",
      paramLabel = "N",
      description = "how long the Bridge is down (${DEFAULT-VALUE})")
  private double minutes;

  @Option(
      names = "--rate",
      defaultValue = "2000",
      paramLabel = "N",
      description = "transactions a second (${DEFAULT-VALUE})")
  private int rate;

  @Option(
      names = "--healthy",
      defaultValue = "60",
      paramLabel = "SECONDS",
      description = "how long all is well before (${DEFAULT-VALUE}), and half of it afterwards")
  private int healthySeconds;

  private List<HeapTrend.Sample> heapWhileDown = List.of();
  private double heapBefore;
  private Checkpoints before = new Checkpoints(0, 0, 0, 0, 0);
  private long firstRequests;
  private long laterRequests;
  private long mostInASecond;
  private long tokensWhileDown;

  public static void main(String[] args) {
    System.exit(Commands.run(new OutageRun(), args));
  }

  @Override
  public Integer call() throws Exception {
    if (minutes < 0.5 || minutes > 600 || rate < 1 || rate > 50_000 || healthySeconds < 10) {
      System.err.println(
          "Expected --minutes from 0.5 to 600, --rate from 1 to 50000 and --healthy from 10");
      return 2;
    }
    Path folder = Files.createTempDirectory("cloudfront-bridge-outage-");
    System.out.println("Files of this run are in " + folder);
    try (SteadyRun run = new SteadyRun(folder, rate)) {
      JobHeap heap = new JobHeap(run.job().pid());
      outage(run, heap);
      run.feed().stop();
      boolean drained = drain(run);
      Checkpoints checkpoints = run.checkpoints();
      double heapAfter = heap.megabytesAfterCollection();
      run.job().terminate();
      run.job().awaitSuccess();
      return report(run, drained, heapAfter, checkpoints) ? 0 : 1;
    }
  }

  private void outage(SteadyRun run, JobHeap heap) throws Exception {
    BridgeSimulator bridge = run.bridge();
    run.awaitFirst();
    for (int i = 0; i < healthySeconds; i++) {
      run.second();
    }
    heapBefore = heap.megabytesAfterCollection();
    // While the tasks start, checkpoints are declined; those count for nothing.
    before = run.checkpoints();
    say("The Bridge goes down; %,d transactions have arrived", bridge.transactions());
    bridge.setFault(Fault.DOWN);
    long down = System.currentTimeMillis();
    long tokens = bridge.tokens();
    try (HeapTrend trend = new HeapTrend(heap, TimeUnit.SECONDS.toMillis(HEAP_EVERY_SECONDS))) {
      long seconds = Math.round(minutes * 60);
      for (int i = 1; i <= seconds; i++) {
        run.second();
        if (i % SAY_EVERY_SECONDS == 0 || i == seconds) {
          long requests = bridge.times().count(down, Long.MAX_VALUE);
          say("Down for %d s: %,d requests so far, %s", i, requests, newest(trend));
        }
      }
      heapWhileDown = trend.samples();
    }
    long later = bridge.times().first(down) + UNDER_WAY_MILLIS;
    long up = System.currentTimeMillis();
    firstRequests = bridge.times().count(down, later);
    laterRequests = bridge.times().count(later, up);
    mostInASecond = bridge.times().mostInASecond(later, up);
    tokensWhileDown = bridge.tokens() - tokens;
    say("The Bridge is back");
    bridge.setFault(Fault.NONE);
    for (int i = 0; i < healthySeconds / 2; i++) {
      run.second();
    }
  }

  private static boolean drain(SteadyRun run) throws Exception {
    for (int i = 0; i < DRAIN_SECONDS; i++) {
      long arrived = run.bridge().transactions() - run.bridge().repeats();
      if (arrived == run.feed().written()) {
        return true;
      }
      if (i % 30 == 0) {
        say("%,d of %,d ids have arrived", arrived, run.feed().written());
      }
      run.second();
    }
    return false;
  }

  private boolean report(
      SteadyRun run, boolean drained, double heapAfter, Checkpoints checkpoints) {
    BridgeSimulator bridge = run.bridge();
    List<HeapTrend.Sample> full =
        heapWhileDown.stream().filter(sample -> sample.minutes() >= FILLING_MINUTES).toList();
    double rise = HeapTrend.rise(full);
    boolean judged = full.size() >= FEWEST_SAMPLES;
    long arrived = bridge.transactions() - bridge.repeats();
    long completed = checkpoints.completed() - before.completed();
    long failed = checkpoints.failed() - before.failed();
    new Figures("outage")
        .add("minutesDown", "minutes without the Bridge", minutes)
        .add("rate", "transactions a second offered, all the time", rate)
        .add("written", "ids written to logs", run.feed().written())
        .add("arrived", "ids that arrived", arrived)
        .add("repeats", "transactions that arrived again", bridge.repeats())
        .add("problems", "problems that the Bridge saw in requests", bridge.problems().size())
        .add(
            "firstRequests",
            "requests within %d ms of the first that failed".formatted(UNDER_WAY_MILLIS),
            firstRequests)
        .add("laterRequests", "requests, tokens' too, in the rest of the outage", laterRequests)
        .add("mostRequestsInASecond", "most of these within any second", mostInASecond)
        .add("tokens", "tokens given in the outage", tokensWhileDown)
        .add("heapBefore", "heap after collection before, MB", heapBefore)
        .add("heapMost", "most of the samples in the outage, MB", most(heapWhileDown))
        .add("heapSamples", "samples once the sink is full", full.size())
        .add("heapRise", "rise of a line through them, MB", rise)
        .remark(
            judged
                ? "Flat is a rise of at most %.0f MB".formatted(FLAT_MEGABYTES)
                : "Too few samples to judge the heap by; --minutes 8 is enough")
        .add("heapAfter", "heap when all had arrived, MB", heapAfter)
        .add("checkpoints", "checkpoints completed since the outage began", completed)
        .add("checkpointsFailed", "checkpoints failed since then", failed)
        .add("restarts", "restarts", checkpoints.restored())
        .add("checkpointLongest", "longest checkpoint, ms", checkpoints.longestMillis())
        .print(System.out);
    return drained
        && bridge.problems().isEmpty()
        && firstRequests <= MOST_UNDER_WAY
        && mostInASecond <= MOST_REQUESTS_A_SECOND
        && (!judged || rise <= FLAT_MEGABYTES)
        && completed > 0
        && failed == 0
        && checkpoints.restored() == 0;
  }

  private static double most(List<HeapTrend.Sample> samples) {
    return samples.stream().mapToDouble(HeapTrend.Sample::megabytes).max().orElse(0);
  }

  private static String newest(HeapTrend trend) {
    List<HeapTrend.Sample> samples = trend.samples();
    return samples.isEmpty()
        ? "no heap sample yet"
        : "heap %.0f MB after collection".formatted(samples.get(samples.size() - 1).megabytes());
  }

  @SuppressWarnings("AnnotateFormatMethod") // private
  private static void say(String format, Object... values) {
    System.out.printf(format + "%n", values);
    System.out.flush();
  }
}
