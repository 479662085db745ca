package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.config.DedupSettings;
import ai.cequence.cloudfront.pipeline.OperatorsUnderBenchmark;
import ai.cequence.cloudfront.pipeline.Topology;
import ai.cequence.cloudfront.serialization.Elements;
import ai.cequence.cloudfront.transaction.LogSource;
import ai.cequence.cloudfront.transaction.Transaction;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.runtime.state.SharedStateRegistry;
import org.apache.flink.runtime.state.SharedStateRegistryImpl;
import org.apache.flink.runtime.state.storage.FileSystemCheckpointStorage;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;

/**
 * An operator that gets transactions, in Flink's harness on RocksDB with incremental checkpoints;
 * ids are told by their numbers. Only the newest checkpoint is kept.
 */
final class DedupHarness implements AutoCloseable {
  private static final long MANAGED_BYTES = 256L << 20;
  private static final byte[] NO_JSON = new byte[0];

  private final KeyedOneInputStreamOperatorTestHarness<?, Transaction, Transaction> harness;
  private final SharedStateRegistry files = new SharedStateRegistryImpl();
  private OperatorSubtaskState newest;

  private DedupHarness(
      KeyedOneInputStreamOperatorTestHarness<?, Transaction, Transaction> harness) {
    this.harness = harness;
  }

  /**
   * The job's operator, not opened yet.
   *
   * @param heapBytes budget for ids
   * @param folder for RocksDB and checkpoints
   */
  static DedupHarness of(Duration ttl, long heapBytes, Path folder) throws Exception {
    return of(
        OperatorsUnderBenchmark.dedup(new DedupSettings(true, ttl, heapBytes)),
        OperatorsUnderBenchmark.lanes(),
        Types.INT,
        folder);
  }

  /** Another operator, not opened yet. */
  static <K> DedupHarness of(
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
    return new DedupHarness(harness);
  }

  void open() throws Exception {
    harness.open();
  }

  void restore(OperatorSubtaskState state) throws Exception {
    harness.initializeState(state);
    harness.open();
  }

  void setMillis(long now) throws Exception {
    harness.setProcessingTime(now);
  }

  /**
   * Feeds ids.
   *
   * @param share of them that must come out: 0 or 1
   * @return CPU time of this thread, nanoseconds
   */
  long feed(long from, long to, int share) throws Exception {
    long start = cpuNanos();
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
    return cpuNanos() - start;
  }

  /** A complete checkpoint; the one before it is deleted but for the files that both hold. */
  OperatorSubtaskState checkpoint(long number) throws Exception {
    OperatorSubtaskState state = harness.snapshot(number, number);
    state.registerSharedStates(files, number);
    harness.notifyOfCompletedCheckpoint(number);
    if (newest != null) {
      newest.discardState();
      files.unregisterUnusedState(number);
    }
    newest = state;
    return state;
  }

  long heapBytes() {
    return OperatorsUnderBenchmark.heapBytes(harness.getOneInputOperator());
  }

  long coldIds() {
    return OperatorsUnderBenchmark.coldIds(harness.getOneInputOperator());
  }

  /** For how long an id is known, seconds. */
  long horizonSeconds() {
    return OperatorsUnderBenchmark.horizonMillis(
            harness.getOneInputOperator(), harness.getProcessingTime())
        / 1000;
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static long mixed(long number) {
    long z = (number + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  @Override
  public void close() throws Exception {
    harness.close();
  }
}
