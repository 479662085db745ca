package ai.cequence.cloudfront.local;

import ai.cequence.cloudfront.concurrent.DaemonThreads;
import ai.cequence.cloudfront.metrics.RunCount;
import ai.cequence.cloudfront.metrics.RunCounts;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Tells how a run goes, and at its end what became of every line. */
@SuppressWarnings("SystemConsoleNull") // Java 17 alone runs this
final class RunReport {
  private final PrintStream out;
  private final Optional<BridgeSimulator> bridge;
  private final boolean terminal = System.console() != null;
  private final long startNanos = System.nanoTime();
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(new DaemonThreads("progress"));

  private long lastTransactions;

  RunReport(PrintStream out, Optional<BridgeSimulator> bridge) {
    this.out = out;
    this.bridge = bridge;
  }

  void start() {
    // A terminal shows one line that changes; a log gets one now and then.
    long seconds = terminal ? 1 : 5;
    var unused =
        ticker.scheduleAtFixedRate(() -> tick(seconds), seconds, seconds, TimeUnit.SECONDS);
  }

  void stop() {
    ticker.shutdownNow();
    if (terminal) {
      out.println();
    }
  }

  private void tick(long seconds) {
    Map<RunCount, Long> counts = RunCounts.ofProcess().totals();
    long transactions = counts.get(RunCount.TRANSACTIONS);
    String line =
        "%s lines  %s transactions (%s/s)  %s delivered  %s dead letters"
            .formatted(
                brief(counts.get(RunCount.LINES)),
                brief(transactions),
                brief((transactions - lastTransactions) / seconds),
                brief(counts.get(RunCount.DELIVERED)),
                brief(counts.get(RunCount.REJECTED) + counts.get(RunCount.DEAD_LETTERED)));
    lastTransactions = transactions;
    if (terminal) {
      // Back to its beginning, so that a log line takes its place and not what is left of the row.
      out.printf("\r%-78s\r", line);
      out.flush();
    } else {
      out.println(line);
    }
  }

  /** A count in at most seven columns, so that a line of them fits into 80. */
  private static String brief(long count) {
    if (count < 1_000_000) {
      return "%,d".formatted(count);
    }
    return count < 1_000_000_000
        ? "%.1f M".formatted(count / 1e6)
        : "%,.1f G".formatted(count / 1e9);
  }

  /**
   * Prints a table for people.
   *
   * @param kept whether another run can go on with what is not finished
   */
  void print(boolean kept) {
    Map<RunCount, Long> c = RunCounts.ofProcess().totals();
    out.println();
    row("objects read", c.get(RunCount.OBJECTS));
    row("lines read", c.get(RunCount.LINES));
    row("  directives (#…)", c.get(RunCount.DIRECTIVES));
    row("  skipped (static files, excluded paths, …)", c.get(RunCount.SKIPPED));
    row("  rejected (dead letters)", c.get(RunCount.REJECTED));
    row("  transactions", c.get(RunCount.TRANSACTIONS));
    row("    duplicates left out", c.get(RunCount.DUPLICATES));
    row("    refused by the Bridge (dead letters)", c.get(RunCount.DEAD_LETTERED));
    row("    delivered", c.get(RunCount.DELIVERED));
    row("requests", c.get(RunCount.REQUESTS));
    row("  of these retries", c.get(RunCount.RETRIES));
    bridge.ifPresent(b -> row("transactions that arrived at the Bridge", b.transactions()));
    out.printf("%-46s %,12.1f%n", "seconds", (System.nanoTime() - startNanos) / 1e9);
    out.printf("%-46s %,12.1f%n", "CPU-seconds of this process, start-up included", cpuSeconds());
    long open =
        c.get(RunCount.TRANSACTIONS)
            - c.get(RunCount.DUPLICATES)
            - c.get(RunCount.DELIVERED)
            - c.get(RunCount.DEAD_LETTERED);
    if (open != 0) {
      row(kept ? "not finished, kept for the next run" : "not finished when it was stopped", open);
    }
  }

  private static double cpuSeconds() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getProcessCpuTime() / 1e9
        : 0;
  }

  private void row(String name, long value) {
    out.printf("%-46s %,12d%n", name, value);
  }

  /** The counts as JSON; the file appears whole or not at all. */
  void writeSummary(Path file) throws IOException {
    Map<String, Long> summary = new LinkedHashMap<>();
    Map<RunCount, Long> totals = RunCounts.ofProcess().totals();
    totals.remove(RunCount.OBJECTS);
    totals.forEach((count, value) -> summary.put(count.key(), value));
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(unfinished.toFile(), summary);
    Files.move(
        unfinished, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
