package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.local.BridgeSimulator;
import ai.cequence.cloudfront.local.BridgeSimulator.Fault;
import ai.cequence.cloudfront.local.LocalRunner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
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
      "Runs the job on this machine through an outage of a simulated Bridge and prints the evidence.",
      "Takes the outage's minutes and about three more."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:every id arrived, and the job kept its promises",
      "1:it did not",
      "2:wrong arguments"
    })
public final class OutageRun implements Callable<Integer> {
  private static final long HEAP_EVERY_SECONDS = 60;
  private static final long DRAIN_SECONDS = 900;

  /** Requests that were under way when the Bridge went down have ended by then. */
  private static final int FIRST_SECONDS = 2;

  private static final long MOST_REQUESTS_A_SECOND = 3;
  private static final double FLAT_MEGABYTES = 64;

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

  private final List<Double> heapWhileDown = new ArrayList<>();
  private double heapBefore;
  private Checkpoints before = new Checkpoints(0, 0, 0, 0);
  private long firstRequests;
  private long laterRequests;
  private long mostInASecond;
  private long tokensWhileDown;

  public static void main(String[] args) {
    System.exit(new CommandLine(new OutageRun()).execute(args));
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
    try (BridgeSimulator bridge = new BridgeSimulator(0, true);
        LogFeed feed = new LogFeed(folder, rate)) {
      int port = freePort();
      try (ChildJvm job = start(folder, feed.logs(), bridge.url(), port)) {
        JobHeap heap = new JobHeap(job.pid());
        feed.start();
        run(bridge, job, heap, port);
        feed.stop();
        boolean drained = drain(bridge, feed, job);
        Checkpoints checkpoints = Checkpoints.of(port);
        double heapAfter = heap.megabytesAfterCollection();
        job.terminate();
        job.awaitSuccess();
        return report(bridge, feed, drained, heapAfter, checkpoints) ? 0 : 1;
      }
    }
  }

  private static ChildJvm start(Path folder, Path logs, URI bridge, int port) throws IOException {
    List<String> arguments = new ArrayList<>();
    for (String setting :
        List.of(
            "source/s3.paths=" + logs.toUri(),
            "source/s3.discovery-interval=1 s",
            "bridge/auth-endpoint=" + bridge,
            "bridge/edge-endpoint=" + bridge,
            "bridge/client-id=outage",
            "bridge/client-secret=outage",
            "filter/static-extensions=none",
            "window/size=1 s",
            "dead-letter/path=" + folder.resolve("dead-letters").toUri())) {
      arguments.addAll(List.of("--set", setting));
    }
    arguments.addAll(
        List.of(
            "--checkpoints",
            folder.resolve("checkpoints").toString(),
            "--ui-port",
            String.valueOf(port)));
    return ChildJvm.start(folder.resolve("job.txt"), LocalRunner.class, arguments);
  }

  private void run(BridgeSimulator bridge, ChildJvm job, JobHeap heap, int port) throws Exception {
    while (bridge.transactions() == 0) {
      second(job);
    }
    for (int i = 0; i < healthySeconds; i++) {
      second(job);
    }
    heapBefore = heap.megabytesAfterCollection();
    // While the tasks start, checkpoints are declined; those count for nothing.
    before = Checkpoints.of(port);
    say("The Bridge goes down; %,d transactions have arrived", bridge.transactions());
    bridge.setFault(Fault.DOWN);
    long tokens = bridge.tokens();
    long seconds = Math.round(minutes * 60);
    long requests = bridge.requests();
    for (int i = 1; i <= seconds; i++) {
      second(job);
      long now = bridge.requests();
      if (i <= FIRST_SECONDS) {
        firstRequests += now - requests;
      } else {
        laterRequests += now - requests;
        mostInASecond = Math.max(mostInASecond, now - requests);
      }
      requests = now;
      if (i % HEAP_EVERY_SECONDS == 0 || i == seconds) {
        heapWhileDown.add(heap.megabytesAfterCollection());
        say(
            "Down for %d s: heap %.0f MB after collection, %,d requests so far",
            i, heapWhileDown.get(heapWhileDown.size() - 1), firstRequests + laterRequests);
      }
    }
    tokensWhileDown = bridge.tokens() - tokens;
    say("The Bridge is back");
    bridge.setFault(Fault.NONE);
    for (int i = 0; i < healthySeconds / 2; i++) {
      second(job);
    }
  }

  private boolean drain(BridgeSimulator bridge, LogFeed feed, ChildJvm job) throws Exception {
    for (int i = 0; i < DRAIN_SECONDS; i++) {
      long arrived = bridge.transactions() - bridge.repeats();
      if (arrived == feed.written()) {
        return true;
      }
      if (i % 30 == 0) {
        say("%,d of %,d ids have arrived", arrived, feed.written());
      }
      second(job);
    }
    return false;
  }

  private static void second(ChildJvm job) throws Exception {
    if (!job.isAlive()) {
      throw new IllegalStateException("The job ended on its own; it said: " + job.output());
    }
    TimeUnit.SECONDS.sleep(1);
  }

  private boolean report(
      BridgeSimulator bridge,
      LogFeed feed,
      boolean drained,
      double heapAfter,
      Checkpoints checkpoints) {
    // A checkpoint under way adds its copies to a sample, so means are compared.
    int half = heapWhileDown.size() / 2;
    double firstHalf = mean(heapWhileDown.subList(0, Math.max(1, half)));
    double secondHalf = mean(heapWhileDown.subList(half, heapWhileDown.size()));
    long arrived = bridge.transactions() - bridge.repeats();
    long completed = checkpoints.completed() - before.completed();
    long failed = checkpoints.failed() - before.failed();
    new Figures("outage")
        .add("minutesDown", "minutes without the Bridge", minutes)
        .add("rate", "transactions a second offered, all the time", rate)
        .add("written", "ids written to logs", feed.written())
        .add("arrived", "ids that arrived", arrived)
        .add("repeats", "transactions that arrived again", bridge.repeats())
        .add("problems", "problems that the Bridge saw in requests", bridge.problems().size())
        .add("firstRequests", "requests in the outage's first two seconds", firstRequests)
        .add("laterRequests", "requests in the rest of it", laterRequests)
        .add("mostRequestsInASecond", "most of these in a second", mostInASecond)
        .add("tokens", "tokens given in the outage", tokensWhileDown)
        .add("heapBefore", "heap after collection before, MB", heapBefore)
        .add("heapFirstHalf", "mean of the samples in the outage's first half, MB", firstHalf)
        .add("heapSecondHalf", "mean of those in its second half, MB", secondHalf)
        .add("heapAfter", "heap when all had arrived, MB", heapAfter)
        .add("checkpoints", "checkpoints completed since the outage began", completed)
        .add("checkpointsFailed", "checkpoints failed since then", failed)
        .add("restarts", "restarts", checkpoints.restored())
        .add("checkpointLongest", "longest checkpoint, ms", checkpoints.longestMillis())
        .print(System.out);
    return drained
        && bridge.problems().isEmpty()
        && mostInASecond <= MOST_REQUESTS_A_SECOND
        && secondHalf - firstHalf <= FLAT_MEGABYTES
        && completed > 0
        && failed == 0
        && checkpoints.restored() == 0;
  }

  private static double mean(List<Double> samples) {
    return samples.stream().mapToDouble(sample -> sample).average().orElse(0);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @SuppressWarnings("AnnotateFormatMethod") // private
  private static void say(String format, Object... values) {
    System.out.printf(format + "%n", values);
    System.out.flush();
  }
}
