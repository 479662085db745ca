package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.Commands;
import ai.cequence.cloudfront.WrongArgumentException;
import ai.cequence.cloudfront.local.SimulateBridge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * The sink alone against a server that discards: CPU time of its process, less that of a run of one
 * batch, with and without compression.
 */
@Command(name = "sink", mixinStandardHelpOptions = true, description = "Measures the sink.")
public final class SinkBenchmark implements Callable<Integer> {
  @Parameters(
      index = "0",
      defaultValue = "2000000",
      description = "transactions (${DEFAULT-VALUE})",
      paramLabel = "TRANSACTIONS")
  private int transactions;

  public static void main(String[] args) {
    System.exit(Commands.run(new SinkBenchmark(), args));
  }

  @Override
  public Integer call() throws Exception {
    WrongArgumentException.unlessBetween("TRANSACTIONS", transactions, 1_000, 1_000_000_000);
    Path folder = Files.createTempDirectory("cloudfront-bridge-sink-");
    int batches = Math.max(1, transactions / GeneratedBatches.BATCH);
    try (ChildJvm bridge =
        ChildJvm.start(folder.resolve("bridge.txt"), SimulateBridge.class, List.of("--discard"))) {
      String url = bridge.firstLine();
      double start = run(folder, "start", url, 1, false);
      double plain = run(folder, "plain", url, batches, false);
      double gzip = run(folder, "gzip", url, batches, true);
      long sent = (long) batches * GeneratedBatches.BATCH;
      double millions = sent / 1e6;
      new Figures("sink")
          .add("transactions", "transactions, in batches of 250", sent)
          .add("bytes", "bytes a transaction", bytes())
          .add("startCpuSeconds", "CPU-seconds of a run of one batch", start)
          .add("plain", "CPU-seconds per million beyond that", (plain - start) / millions)
          .add("gzip", "the same with bodies compressed", (gzip - start) / millions)
          .print(System.out);
    }
    return 0;
  }

  private static long bytes() {
    return GeneratedBatches.of(1).get(0).body().length / GeneratedBatches.BATCH;
  }

  private static double run(Path folder, String name, String url, int batches, boolean gzip)
      throws IOException, InterruptedException {
    List<String> arguments =
        List.of(
            url,
            String.valueOf(batches),
            String.valueOf(gzip),
            Files.createDirectory(folder.resolve(name)).toString());
    try (ChildJvm job = ChildJvm.start(folder.resolve(name + ".txt"), SinkRun.class, arguments)) {
      job.awaitSuccess();
      String[] lines = job.output().strip().split("\n", -1);
      return Double.parseDouble(lines[lines.length - 1]);
    }
  }
}
