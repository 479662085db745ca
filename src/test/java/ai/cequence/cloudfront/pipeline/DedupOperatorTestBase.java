package ai.cequence.cloudfront.pipeline;

import ai.cequence.cloudfront.config.DedupSettings;
import ai.cequence.cloudfront.ledger.LedgerFolder;
import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.testing.Transactions;
import ai.cequence.cloudfront.transaction.Transaction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.io.TempDir;

/** The operator in Flink's harness, on a clock of its own. */
abstract class DedupOperatorTestBase {
  static final Duration TTL = Duration.ofHours(2);
  static final long EPOCH = TTL.toMillis() / DedupOperator.EPOCHS_A_TTL;

  @TempDir static Path folder;

  static KeyedOneInputStreamOperatorTestHarness<Integer, Transaction, Transaction> harness(
      int parallelism, int subtask, long heapBytes) throws Exception {
    return DedupHarnesses.of(
        new DedupSettings(true, TTL, heapBytes),
        new LedgerFolder(folder.toUri()),
        parallelism,
        subtask);
  }

  static KeyedOneInputStreamOperatorTestHarness<Integer, Transaction, Transaction> open()
      throws Exception {
    var harness = harness(1, 0, 1_000_000_000);
    harness.open();
    return harness;
  }

  static Transaction id(long number) {
    Random random = new Random(number);
    return Transactions.of(random.nextLong(), random.nextLong(), 0, "E1");
  }

  /** Lets ids come that lie in a subtask's lanes. */
  static void add(
      KeyedOneInputStreamOperatorTestHarness<Integer, Transaction, Transaction> harness,
      int parallelism,
      int subtask,
      long from,
      long to)
      throws Exception {
    for (long number = from; number < to; number++) {
      if (Lanes.laneOf(id(number).idHigh()) * parallelism / 256 == subtask) {
        harness.processElement(id(number), 0);
      }
    }
  }

  static long gauge(
      KeyedOneInputStreamOperatorTestHarness<Integer, Transaction, Transaction> harness,
      Metric metric) {
    KnownIds ids = ((DedupOperator) harness.getOneInputOperator()).ids();
    long now = harness.getProcessingTime();
    return switch (metric) {
      case DEDUP_COLD -> ids.heap().coldIds();
      case DEDUP_HEAP -> ids.heap().bytes();
      case DEDUP_HORIZON -> ids.horizonMillis(now) / 1000;
      default -> throw new IllegalArgumentException(metric.id());
    };
  }
}
