package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.local.LogGenerator;
import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.parse.LogParser;
import ai.cequence.cloudfront.parse.ParseOutput;
import ai.cequence.cloudfront.parse.ParserSettings;
import ai.cequence.cloudfront.parse.Rejection;
import ai.cequence.cloudfront.parse.SkipReason;
import ai.cequence.cloudfront.transaction.LogSource;
import ai.cequence.cloudfront.transaction.Transaction;
import ai.cequence.cloudfront.transaction.TransactionBatch;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Transactions as the parser makes them of generated standard logs, in batches of the default size.
 */
final class GeneratedBatches {
  static final int BATCH = 250;

  private static final Instant START = Instant.parse("2026-01-31T10:00:00Z");
  private static final String ORIGIN = "s3://logs/E1GENERATED001.2026-01-31-10.00000001.gz";

  private GeneratedBatches() {}

  /** Batches that differ, but for the last bits of chance always the same. */
  static List<TransactionBatch> of(int count) {
    List<Transaction> transactions = transactions(count * BATCH);
    List<TransactionBatch> batches = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      List<Transaction> some = transactions.subList(i * BATCH, (i + 1) * BATCH);
      batches.add(TransactionBatch.of("E1GENERATED001", some));
    }
    return batches;
  }

  static List<Transaction> transactions(int count) {
    LogGenerator generator = new LogGenerator(1);
    LogParser parser =
        new LogParser(
            new ParserSettings(
                "1.0",
                "benchmark",
                Map.of(),
                Set.of(),
                List.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                List.of(),
                "\t",
                List.of()));
    Collecting output = new Collecting();
    for (int i = 0; i < count; i++) {
      byte[] line = generator.line(START.plusMillis(i)).getBytes(StandardCharsets.UTF_8);
      parser.parse(LogChunk.lines(LogSource.S3, ORIGIN, i + 1, null, line, 0, line.length), output);
    }
    return output.transactions;
  }

  private static final class Collecting implements ParseOutput {
    private final List<Transaction> transactions = new ArrayList<>();

    @Override
    public void transaction(Transaction transaction) {
      transactions.add(transaction);
    }

    @Override
    public void rejected(Rejection rejection) {
      throw new IllegalStateException("Generated lines are sound: " + rejection.detail());
    }

    @Override
    public void skipped(SkipReason reason, String subject) {
      throw new IllegalStateException("Nothing is left out here: " + subject);
    }

    @Override
    public void directive(String origin) {}

    @Override
    public void layout(
        String origin, String distribution, List<String> missing, List<String> unknown) {}
  }
}
