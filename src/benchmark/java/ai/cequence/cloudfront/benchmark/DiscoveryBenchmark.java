package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.Commands;
import ai.cequence.cloudfront.source.s3.discovery.DiscoveryCost;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** State and LIST calls of discovery as the history grows, beside those of Flink's enumerator. */
@Command(
    name = "discovery",
    mixinStandardHelpOptions = true,
    description = "Measures what discovery keeps and calls as the history grows.")
public final class DiscoveryBenchmark implements Callable<Integer> {
  private static final int INSIDE = 2_600;
  private static final int[] HISTORIES = {1_000, 100_000, 1_000_000};

  public static void main(String[] args) {
    System.exit(Commands.run(new DiscoveryBenchmark(), args));
  }

  @Override
  public Integer call() throws Exception {
    Figures figures = new Figures("discovery");
    figures.remark(
        "10 distributions, v1 names, 2 600 objects in a window of 25 h, a round each 10 s");
    for (int history : HISTORIES) {
      DiscoveryCost ours = DiscoveryCost.ofOurs(history, INSIDE);
      DiscoveryCost flinks = DiscoveryCost.ofFlinks(history, INSIDE);
      figures.remark(String.format("%,d objects outside the window", history));
      figures.add("stateBytes" + history, "  bytes of a checkpoint", ours.stateBytes());
      figures.add("calls" + history, "  LIST calls a round", ours.callsPerRound());
      figures.add(
          "flinkStateBytes" + history, "  Flink: bytes of a checkpoint", flinks.stateBytes());
      figures.add("flinkCalls" + history, "  Flink: LIST calls a round", flinks.callsPerRound());
    }
    long one = DiscoveryCost.ofOurs(1_000, INSIDE).stateBytes();
    long ten = DiscoveryCost.ofOurs(1_000, 10 * INSIDE).stateBytes();
    figures.add(
        "bytesPerObject",
        "bytes of a checkpoint, an object in the window that is read",
        (ten - one) / (9.0 * INSIDE));
    figures.add(
        "bytesPerWaitingObject",
        "  more for one that waits for a reader",
        (DiscoveryCost.ofUnread(INSIDE, false) - one) / (double) INSIDE);
    figures.add(
        "bytesPerAssignedObject",
        "  more for one that a reader has, until a checkpoint covers it",
        (DiscoveryCost.ofUnread(INSIDE, true) - one) / (double) INSIDE);
    figures.print(System.out);
    return 0;
  }
}
