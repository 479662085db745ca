package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.Commands;
import ai.cequence.cloudfront.WrongArgumentException;
import ai.cequence.cloudfront.transaction.Transaction;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.util.Collector;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Deduplication alone, in Flink's operator harness on RocksDB: the operator with all ids in tables,
 * the same with most of them in cold blocks, and beside them a {@code ValueState} for each id.
 * Rates are by CPU time of the one thread, so that other work on the machine matters little.
 */
@Command(name = "dedup", mixinStandardHelpOptions = true, description = "Measures deduplication.")
public final class DedupBenchmark implements Callable<Integer> {
  private static final Path FOLDER = Path.of("target", "benchmark-dedup").toAbsolutePath();
  private static final Duration TTL = Duration.ofHours(2);
  private static final int CHECKPOINTS = 10;

  /** Some of RocksDB's compaction comes with further checkpoints. */
  private static final int LATER_CHECKPOINTS = 10;

  private static final TypeInformation<Tuple2<Long, Long>> ID = Types.TUPLE(Types.LONG, Types.LONG);

  @Parameters(
      index = "0",
      paramLabel = "IDS",
      defaultValue = "10000000",
      description = "ids (${DEFAULT-VALUE})")
  private int ids;

  public static void main(String[] args) {
    System.exit(Commands.run(new DedupBenchmark(), args));
  }

  @Override
  public Integer call() throws Exception {
    WrongArgumentException.unlessBetween("IDS", ids, 1_000, 400_000_000);
    Figures figures = new Figures("dedup").add("ids", "ids", ids);
    figures.remark("").remark("ids in tables on the heap");
    lanes(figures, "", 4_000_000_000L);
    figures.remark("").remark("most ids in cold blocks: a heap budget of 4 bytes an id");
    lanes(figures, "cold", ids * 4L);
    figures.remark("").remark("for comparison, a ValueState for each id, a fifth of the ids");
    valueState(figures, ids / 5);
    figures.print(System.out);
    return 0;
  }

  private void lanes(Figures figures, String prefix, long heapBudget) throws Exception {
    // The first run warms the JVM up.
    run(prefix + "-warm-up", Math.min(ids, 1_000_000), heapBudget);
    Measured measured = run(prefix, ids, heapBudget);
    figures
        .add(key(prefix, "perSecond"), "  ids a CPU-second, unknown ones", measured.insertRate())
        .add(
            key(prefix, "duplicatesPerSecond"),
            "  ids a CPU-second, known ones",
            measured.lookupRate())
        .add(key(prefix, "coldIds"), "  of them in cold blocks at the end", measured.coldIds())
        .add(key(prefix, "heapBytesPerId"), "  heap bytes an id", measured.heapBytes())
        .add(
            key(prefix, "checkpointBytesPerId"),
            "  checkpoint bytes an id",
            measured.checkpointBytes())
        .add(
            key(prefix, "laterCheckpointBytesPerId"),
            "  the same " + LATER_CHECKPOINTS + " checkpoints and 1 % of ids later",
            measured.laterCheckpointBytes())
        .add(
            key(prefix, "restoredPerSecond"),
            "  ids restored a CPU-second",
            measured.restoreRate());
  }

  /** What a run found. */
  private record Measured(
      long insertRate,
      long lookupRate,
      long restoreRate,
      long coldIds,
      double heapBytes,
      double checkpointBytes,
      double laterCheckpointBytes) {}

  private static Measured run(String name, int count, long heapBudget) throws Exception {
    Path folder = FOLDER.resolve("lanes" + name);
    try (DedupHarness dedup = DedupHarness.of(TTL, heapBudget, folder)) {
      dedup.open();
      long inserts = 0;
      OperatorSubtaskState state = null;
      for (int checkpoint = 1; checkpoint <= CHECKPOINTS; checkpoint++) {
        inserts +=
            dedup.feed(
                (long) count * (checkpoint - 1) / CHECKPOINTS,
                (long) count * checkpoint / CHECKPOINTS,
                1);
        // Uploaded by threads of their own in a cluster, by this one here: not timed.
        state = dedup.checkpoint(checkpoint);
      }
      double checkpointBytes = (double) state.getStateSize() / count;
      double heapBytes = (double) dedup.heapBytes() / count;
      long coldIds = dedup.coldIds();
      long lookups = dedup.feed(0, count, 0);
      long later = count;
      for (int checkpoint = 1; checkpoint <= LATER_CHECKPOINTS; checkpoint++) {
        long to = count + (long) count * checkpoint / LATER_CHECKPOINTS / 100;
        dedup.feed(later, to, 1);
        later = to;
        state = dedup.checkpoint(CHECKPOINTS + checkpoint);
      }
      double laterCheckpointBytes = (double) state.getStateSize() / later;
      long restore = restore(heapBudget, folder, state, count);
      ScratchFolder.delete(folder);
      return new Measured(
          perSecond(count, inserts),
          perSecond(count, lookups),
          perSecond(later, restore),
          coldIds,
          heapBytes,
          checkpointBytes,
          laterCheckpointBytes);
    }
  }

  private static long restore(long heapBudget, Path folder, OperatorSubtaskState state, int count)
      throws Exception {
    try (DedupHarness dedup = DedupHarness.of(TTL, heapBudget, folder)) {
      long start = processCpuNanos();
      dedup.restore(state);
      long nanos = processCpuNanos() - start;
      dedup.feed(0, Math.min(count, 100_000), 0);
      return nanos;
    }
  }

  private static void valueState(Figures figures, int count) throws Exception {
    Path folder = FOLDER.resolve("value-state");
    KeySelector<Transaction, Tuple2<Long, Long>> id =
        transaction -> Tuple2.of(transaction.idHigh(), transaction.idLow());
    try (DedupHarness harness =
        DedupHarness.of(new KeyedProcessOperator<>(new ValueStatePerId()), id, ID, folder)) {
      harness.open();
      long nanos = harness.feed(0, count, 1);
      OperatorSubtaskState state = harness.checkpoint(1);
      figures
          .add("valueStatePerSecond", "  ids a CPU-second, unknown ones", perSecond(count, nanos))
          .add(
              "valueStateCheckpointBytesPerId",
              "  checkpoint bytes an id",
              (double) state.getStateSize() / count);
    }
    ScratchFolder.delete(folder);
  }

  /** Threads that fetch state included. */
  private static long processCpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static long perSecond(long count, long nanos) {
    return Math.round(count * 1e9 / nanos);
  }

  private static String key(String prefix, String name) {
    return prefix.isEmpty()
        ? name
        : prefix + Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  /** What Flink's documentation would have one write. */
  private static final class ValueStatePerId
      extends KeyedProcessFunction<Tuple2<Long, Long>, Transaction, Transaction> {
    private static final long serialVersionUID = 1L;

    private transient ValueState<Boolean> seen;

    @Override
    public void open(OpenContext context) {
      ValueStateDescriptor<Boolean> descriptor = new ValueStateDescriptor<>("seen", Types.BOOLEAN);
      descriptor.enableTimeToLive(StateTtlConfig.newBuilder(TTL).build());
      seen = getRuntimeContext().getState(descriptor);
    }

    @Override
    public void processElement(Transaction transaction, Context context, Collector<Transaction> out)
        throws Exception {
      if (seen.value() == null) {
        seen.update(true);
        out.collect(transaction);
      }
    }
  }
}
