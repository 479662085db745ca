package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.Commands;
import ai.cequence.cloudfront.WrongArgumentException;
import ai.cequence.cloudfront.config.WindowSettings;
import ai.cequence.cloudfront.pipeline.OperatorsUnderBenchmark;
import ai.cequence.cloudfront.serialization.Elements;
import ai.cequence.cloudfront.transaction.LogSource;
import ai.cequence.cloudfront.transaction.Transaction;
import ai.cequence.cloudfront.transaction.TransactionJson;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Windows alone, in Flink's operator harness: transactions of ten distributions to sorted batches
 * of 250 with their keys, by CPU time of the one thread.
 */
@Command(name = "window", mixinStandardHelpOptions = true, description = "Measures windows.")
public final class WindowBenchmark implements Callable<Integer> {
  private static final int DISTRIBUTIONS = 10;
  private static final int JSON_BYTES = 900;
  private static final int DIFFERENT = 10_000;

  @Parameters(
      index = "0",
      paramLabel = "TRANSACTIONS",
      defaultValue = "5000000",
      description = "transactions (${DEFAULT-VALUE})")
  private int transactions;

  public static void main(String[] args) {
    System.exit(Commands.run(new WindowBenchmark(), args));
  }

  @Override
  public Integer call() throws Exception {
    WrongArgumentException.unlessBetween("TRANSACTIONS", transactions, 1_000, 1_000_000_000);
    Transaction[] values = new Transaction[DIFFERENT];
    for (int i = 0; i < DIFFERENT; i++) {
      values[i] = transaction(i);
    }
    run(values, Math.min(transactions, 1_000_000));
    long nanos = run(values, transactions);
    new Figures("window")
        .add("transactions", "transactions", transactions)
        .add("perSecond", "transactions a CPU-second", Math.round(transactions * 1e9 / nanos))
        .add("cpuSecondsPerMillion", "CPU-seconds per million", nanos / 1e3 / transactions)
        .print(System.out);
    return 0;
  }

  private static long run(Transaction[] values, int count) throws Exception {
    var operator =
        OperatorsUnderBenchmark.window(new WindowSettings(Duration.ofSeconds(5), 250, 1_000_000));
    try (var harness = new OneInputStreamOperatorTestHarness<>(operator)) {
      harness.setup(Elements.TRANSACTION_BATCH.createSerializer(null));
      harness.open();
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      for (int i = 0; i < count; i++) {
        harness.processElement(new StreamRecord<>(values[i % DIFFERENT]));
        if (i % 1024 == 0) {
          harness.getOutput().clear();
        }
      }
      return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
    }
  }

  /** Of the size that the encoder makes, out of order by some seconds. */
  private static Transaction transaction(int number) {
    long millis = 1_700_000_000_000L + (number * 7919L) % 5_000;
    String start =
        TransactionJson.BEFORE_TIMESTAMP
            + "%d.%03d".formatted(millis / 1000, millis % 1000)
            + TransactionJson.BEFORE_ID
            + "%056d".formatted(number)
            + "\",\"x\":\"";
    String json = start + "x".repeat(JSON_BYTES - start.length() - 2) + "\"}";
    return new Transaction(
        millis,
        number,
        number,
        "E1GENERATED00" + number % DISTRIBUTIONS,
        LogSource.S3,
        json.getBytes(StandardCharsets.UTF_8));
  }
}
