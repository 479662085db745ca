package ai.cequence.cloudfront.pipeline;

import ai.cequence.cloudfront.config.DedupSettings;
import ai.cequence.cloudfront.config.WindowSettings;
import ai.cequence.cloudfront.ledger.LedgerFolder;
import ai.cequence.cloudfront.transaction.Transaction;
import ai.cequence.cloudfront.transaction.TransactionBatch;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;

/** Hands the pipeline's operators to benchmarks. */
public final class OperatorsUnderBenchmark {
  private static final LedgerFolder LEDGER =
      new LedgerFolder(Path.of("target", "benchmark-ledger").toUri());

  private OperatorsUnderBenchmark() {}

  public static OneInputStreamOperator<Transaction, Transaction> dedup(DedupSettings settings) {
    return new DedupOperator(settings, LEDGER);
  }

  public static KeySelector<Transaction, Integer> lanes() {
    return new Lanes();
  }

  public static OneInputStreamOperator<Transaction, TransactionBatch> window(
      WindowSettings settings) {
    return new WindowOperator(settings, LEDGER);
  }

  /** The batch that a window of these transactions becomes. */
  public static TransactionBatch batch(String distribution, List<Transaction> transactions) {
    OpenWindow window = new OpenWindow(distribution, 0, Long.MAX_VALUE);
    transactions.forEach(window::add);
    return window.toBatch();
  }

  /** A source that obeys the gate, in a job with checkpoints. */
  public static <T, SplitT extends SourceSplit, StateT> Source<T, SplitT, StateT> gated(
      Source<T, SplitT, StateT> source) {
    return GatedSource.of(source, true);
  }

  /** Heap that the operator says its ids take. */
  public static long heapBytes(OneInputStreamOperator<Transaction, Transaction> dedup) {
    return ((DedupOperator) dedup).ids().heap().bytes();
  }

  /** Ids in cold blocks. */
  public static long coldIds(OneInputStreamOperator<Transaction, Transaction> dedup) {
    return ((DedupOperator) dedup).ids().heap().coldIds();
  }

  /** For how long the operator knows an id. */
  public static long horizonMillis(
      OneInputStreamOperator<Transaction, Transaction> dedup, long nowMillis) {
    return ((DedupOperator) dedup).ids().horizonMillis(nowMillis);
  }
}
