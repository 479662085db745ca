package ai.cequence.cloudfront.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;

/**
 * Deduplication at a steady rate for the whole ttl, with the default {@code dedup/heap} and a
 * checkpoint a minute, by a clock that runs as fast as the operator does. Run in a process of its
 * own, so that its memory is that of the operator.
 */
final class SteadyDedup {
  static final long RATE = 20_000;
  static final Duration TTL = Duration.ofHours(2);

  /** Budget for ids, the default of {@code dedup/heap}. */
  static final long BUDGET_BYTES = 512_000_000;

  private static final int CHECKPOINT_SECONDS = 60;
  private static final int SLICES = 12;
  private static final int SAMPLE = 20_000;

  private final long ids;
  private final Path folder;
  private long heapAfterCollection;

  private SteadyDedup(long ids, Path folder) {
    this.ids = ids;
    this.folder = folder;
  }

  /** Prints the figures; arguments are the number of ids and a folder. */
  public static void main(String[] arguments) throws Exception {
    new SteadyDedup(Long.parseLong(arguments[0]), Path.of(arguments[1])).run().print(System.out);
    System.exit(0);
  }

  private Figures run() throws Exception {
    long seconds = ids / RATE;
    try (DedupHarness dedup = DedupHarness.of(TTL, BUDGET_BYTES, folder)) {
      dedup.open();
      OperatorSubtaskState state = null;
      long taskNanos = 0;
      long processNanos = 0;
      long start = processCpuNanos();
      for (long second = 0; second < seconds; second++) {
        dedup.setMillis(second * 1000);
        taskNanos += dedup.feed(second * RATE, (second + 1) * RATE, 1);
        if (second % CHECKPOINT_SECONDS == CHECKPOINT_SECONDS - 1 || second == seconds - 1) {
          state = dedup.checkpoint(second);
        }
        if (second % (seconds / SLICES) == 0 || second == seconds - 1) {
          processNanos += processCpuNanos() - start;
          lookAtHeap();
          start = processCpuNanos();
        }
      }
      if (state == null) {
        throw new IllegalStateException("Expected a checkpoint at the end, found none");
      }
      long lookupNanos = lookUpSamples(dedup, seconds);
      return new Figures("steady-dedup")
          .add("unknownPerSecond", "", Math.round(ids * 1e9 / taskNanos))
          .add("cpuSecondsPerMillion", "", processNanos / 1e3 / ids)
          .add("knownPerSecond", "", Math.round((double) SLICES * SAMPLE * 1e9 / lookupNanos))
          .add("coldIds", "", dedup.coldIds())
          .add("horizonSeconds", "", dedup.horizonSeconds())
          .add("idsMegabytes", "", dedup.heapBytes() / 1_000_000)
          .add("heapMegabytes", "", heapAfterCollection / 1_000_000)
          .add("residentMegabytes", "", ResidentMemory.ownPeakKilobytes() / 1000)
          .add("checkpointBytesPerId", "", (double) state.getStateSize() / ids);
    }
  }

  /** Ids of every part of the ttl, all of which must be known. */
  private static long lookUpSamples(DedupHarness dedup, long seconds) throws Exception {
    long nanos = 0;
    for (int slice = 0; slice < SLICES; slice++) {
      long from = seconds * slice / SLICES * RATE;
      nanos += dedup.feed(from, from + SAMPLE, 0);
    }
    return nanos;
  }

  private void lookAtHeap() throws IOException {
    System.gc();
    heapAfterCollection =
        Math.max(
            heapAfterCollection,
            ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
  }

  private static long processCpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
