package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.config.DedupSettings;
import ai.cequence.cloudfront.pipeline.OperatorsUnderBenchmark;
import ai.cequence.cloudfront.pipeline.Topology;
import ai.cequence.cloudfront.serialization.Elements;
import ai.cequence.cloudfront.transaction.LogSource;
import ai.cequence.cloudfront.transaction.Transaction;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.runtime.state.storage.FileSystemCheckpointStorage;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;
import picocli.CommandLine;
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
  private static final long MANAGED_BYTES = 256L << 20;
  private static final Duration TTL = Duration.ofHours(2);
  private static final int CHECKPOINTS = 10;
  private static final byte[] NO_JSON = new byte[0];
  private static final TypeInformation<Tuple2<Long, Long>> ID = Types.TUPLE(Types.LONG, Types.LONG);

  @Parameters(index = "0", defaultValue = "10000000", description = "ids (${DEFAULT-VALUE})")
  private int ids;

  public static void main(String[] args) {
    System.exit(new CommandLine(new DedupBenchmark()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
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
        .add(key(prefix, "heapBytesPerId"), "  heap bytes an id", measured.heapBytes() / ids)
        .add(
            key(prefix, "checkpointBytesPerId"),
            "  checkpoint bytes an id",
            measured.checkpointBytes() / ids)
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
      double checkpointBytes) {}

  private static Measured run(String name, int count, long heapBudget) throws Exception {
    KeySelector<Transaction, Integer> lanes = OperatorsUnderBenchmark.lanes();
    Path folder = FOLDER.resolve("lanes" + name);
    OperatorSubtaskState state = null;
    long inserts;
    long lookups;
    double heapBytes;
    long coldIds;
    var dedup = operator(heapBudget);
    try (var harness = harness(dedup, lanes, Types.INT, folder)) {
      harness.open();
      inserts = 0;
      for (int checkpoint = 1; checkpoint <= CHECKPOINTS; checkpoint++) {
        long begin = cpuNanos();
        feed(
            harness,
            (long) count * (checkpoint - 1) / CHECKPOINTS,
            (long) count * checkpoint / CHECKPOINTS,
            1);
        inserts += cpuNanos() - begin;
        // Uploaded by threads of their own in a cluster, by this one here: not timed.
        state = harness.snapshot(checkpoint, checkpoint);
      }
      heapBytes = OperatorsUnderBenchmark.heapBytes(dedup);
      coldIds = OperatorsUnderBenchmark.coldIds(dedup);
      long start = cpuNanos();
      feed(harness, 0, count, 0);
      lookups = cpuNanos() - start;
      double checkpointBytes = state.getStateSize();
      long restore = restore(heapBudget, lanes, folder, state, count);
      delete(folder);
      return new Measured(
          perSecond(count, inserts),
          perSecond(count, lookups),
          perSecond(count, restore),
          coldIds,
          heapBytes,
          checkpointBytes);
    }
  }

  private static long restore(
      long heapBudget,
      KeySelector<Transaction, Integer> lanes,
      Path folder,
      OperatorSubtaskState state,
      int count)
      throws Exception {
    try (var harness = harness(operator(heapBudget), lanes, Types.INT, folder)) {
      harness.setup(Elements.TRANSACTION.createSerializer(null));
      long start = processCpuNanos();
      harness.initializeState(state);
      harness.open();
      long nanos = processCpuNanos() - start;
      feed(harness, 0, Math.min(count, 100_000), 0);
      return nanos;
    }
  }

  private static void valueState(Figures figures, int count) throws Exception {
    Path folder = FOLDER.resolve("value-state");
    KeySelector<Transaction, Tuple2<Long, Long>> id =
        transaction -> Tuple2.of(transaction.idHigh(), transaction.idLow());
    try (var harness = harness(new KeyedProcessOperator<>(new ValueStatePerId()), id, ID, folder)) {
      harness.open();
      long start = cpuNanos();
      feed(harness, 0, count, 1);
      long nanos = cpuNanos() - start;
      OperatorSubtaskState state = harness.snapshot(1, 1);
      figures
          .add("valueStatePerSecond", "  ids a CPU-second, unknown ones", perSecond(count, nanos))
          .add(
              "valueStateCheckpointBytesPerId",
              "  checkpoint bytes an id",
              (double) state.getStateSize() / count);
    }
    delete(folder);
  }

  private static OneInputStreamOperator<Transaction, Transaction> operator(long heapBudget) {
    return OperatorsUnderBenchmark.dedup(new DedupSettings(true, TTL, heapBudget));
  }

  private static <K> KeyedOneInputStreamOperatorTestHarness<K, Transaction, Transaction> harness(
      OneInputStreamOperator<Transaction, Transaction> operator,
      KeySelector<Transaction, K> key,
      TypeInformation<K> keyType,
      Path folder)
      throws Exception {
    Files.createDirectories(folder);
    MockEnvironment environment =
        new MockEnvironmentBuilder()
            .setTaskName("dedup")
            .setManagedMemorySize(MANAGED_BYTES)
            .setMaxParallelism(Topology.MAX_PARALLELISM)
            .build();
    var harness = new KeyedOneInputStreamOperatorTestHarness<>(operator, key, keyType, environment);
    EmbeddedRocksDBStateBackend backend = new EmbeddedRocksDBStateBackend(true);
    backend.setDbStoragePath(folder.resolve("db").toString());
    harness.setStateBackend(backend);
    harness.setCheckpointStorage(new FileSystemCheckpointStorage(folder.toUri()));
    harness.setup(Elements.TRANSACTION.createSerializer(null));
    return harness;
  }

  /**
   * Feeds ids by their numbers.
   *
   * @param share of them that must come out: 0 or 1
   */
  private static void feed(
      KeyedOneInputStreamOperatorTestHarness<?, Transaction, Transaction> harness,
      long from,
      long to,
      int share)
      throws Exception {
    long passed = 0;
    for (long number = from; number < to; number++) {
      harness.processElement(
          new StreamRecord<>(
              new Transaction(
                  0, mixed(2 * number), mixed(2 * number + 1), "E1", LogSource.S3, NO_JSON)));
      if (number % 1024 == 0 || number == to - 1) {
        passed += harness.getOutput().size();
        harness.getOutput().clear();
      }
    }
    if (passed != (to - from) * share) {
      throw new IllegalStateException(
          "Expected " + (to - from) * share + " transactions to pass, found " + passed);
    }
  }

  private static long mixed(long number) {
    long z = (number + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
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

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
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
