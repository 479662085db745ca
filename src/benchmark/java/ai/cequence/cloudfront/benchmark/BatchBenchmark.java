package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.bridge.http.BodiesUnderBenchmark;
import ai.cequence.cloudfront.pipeline.OperatorsUnderBenchmark;
import ai.cequence.cloudfront.transaction.Transaction;
import ai.cequence.cloudfront.transaction.TransactionBatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * From encoded transactions to request bodies, batches of 250. One operation is one transaction;
 * {@link ParserBenchmark} measures how they are encoded.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx1g", "-Xms1g", "-XX:+UseSerialGC", "-XX:CICompilerCount=2"})
public class BatchBenchmark {
  private final List<Transaction> transactions = shuffled();
  private final TransactionBatch batch = GeneratedBatches.of(1).get(0);

  /** A window's transactions, out of order, to a sorted body with its key. */
  @Benchmark
  @OperationsPerInvocation(GeneratedBatches.BATCH)
  public TransactionBatch windowToBatch() {
    return OperatorsUnderBenchmark.batch("E1GENERATED001", transactions);
  }

  /** One body into two, as a 413 or a poison transaction asks for. */
  @Benchmark
  @OperationsPerInvocation(GeneratedBatches.BATCH)
  public int halve() {
    int half = batch.size() / 2;
    return batch.slice(0, half).body().length + batch.slice(half, batch.size()).body().length;
  }

  @Benchmark
  @OperationsPerInvocation(GeneratedBatches.BATCH)
  public byte[] compress() {
    return BodiesUnderBenchmark.gzipped(batch.body());
  }

  private static List<Transaction> shuffled() {
    List<Transaction> transactions =
        new ArrayList<>(GeneratedBatches.transactions(GeneratedBatches.BATCH));
    Collections.shuffle(transactions, new Random(1));
    return transactions;
  }
}
