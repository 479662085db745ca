package ai.cequence.cloudfront.redrive;

import ai.cequence.cloudfront.config.WindowSettings;
import ai.cequence.cloudfront.transaction.Transaction;
import ai.cequence.cloudfront.transaction.TransactionBatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts transactions together as the job's windows do: one distribution, ordered, not too many. */
final class Batches {
  private static final Comparator<Transaction> ORDER =
      Comparator.comparingLong(Transaction::timestampMillis).thenComparing(Transaction::id);

  private Batches() {}

  static List<TransactionBatch> of(Collection<Transaction> transactions, WindowSettings limits) {
    Map<String, List<Transaction>> byDistribution = new TreeMap<>();
    for (Transaction transaction : transactions) {
      byDistribution
          .computeIfAbsent(transaction.distribution(), d -> new ArrayList<>())
          .add(transaction);
    }
    List<TransactionBatch> batches = new ArrayList<>();
    byDistribution.forEach((distribution, all) -> add(distribution, all, limits, batches));
    return batches;
  }

  private static void add(
      String distribution,
      List<Transaction> transactions,
      WindowSettings limits,
      List<TransactionBatch> batches) {
    transactions.sort(ORDER);
    List<Transaction> next = new ArrayList<>();
    long bytes = TransactionBatch.ENVELOPE_BYTES;
    for (Transaction transaction : transactions) {
      boolean full =
          next.size() >= limits.maxTransactions()
              || bytes + transaction.json().length + 1 > limits.maxBytes();
      if (full && !next.isEmpty()) {
        batches.add(TransactionBatch.of(distribution, next));
        next.clear();
        bytes = TransactionBatch.ENVELOPE_BYTES;
      }
      next.add(transaction);
      bytes += transaction.json().length + 1L;
    }
    batches.add(TransactionBatch.of(distribution, next));
  }
}
