package ai.cequence.cloudfront.testing;

import ai.cequence.cloudfront.transaction.LogSource;
import ai.cequence.cloudfront.transaction.Transaction;
import ai.cequence.cloudfront.transaction.TransactionBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Small transactions that look as the encoder's do. */
public final class Transactions {
  private Transactions() {}

  /** One with a 128-bit id made of two numbers. */
  public static Transaction of(long high, long low, long millis, String distribution) {
    return of(high, low, high + "-" + low, millis, distribution);
  }

  public static Transaction of(String id, long millis, String distribution) {
    return of(id.hashCode() * 0x9E3779B97F4A7C15L, id.hashCode(), id, millis, distribution);
  }

  private static Transaction of(long high, long low, String id, long millis, String distribution) {
    String json =
        "{\"timestamp\":\"%d.%03d\",\"version\":\"1.0\",\"transaction-id\":\"%s\",\"x\":1}"
            .formatted(millis / 1000, millis % 1000, id);
    return new Transaction(
        millis, high, low, distribution, LogSource.S3, json.getBytes(StandardCharsets.UTF_8));
  }

  /** A batch of transactions with these ids, one second apart. */
  public static TransactionBatch batch(String distribution, String... ids) {
    List<Transaction> transactions = new ArrayList<>();
    for (int i = 0; i < ids.length; i++) {
      transactions.add(of(ids[i], 1_000L * i, distribution));
    }
    return TransactionBatch.of(distribution, transactions);
  }

  /** Ids of a batch, in its order. */
  public static List<String> ids(TransactionBatch batch) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      ids.add(batch.id(i));
    }
    return ids;
  }
}
