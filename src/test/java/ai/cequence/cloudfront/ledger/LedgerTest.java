package ai.cequence.cloudfront.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.testing.Transactions;
import ai.cequence.cloudfront.transaction.Transaction;
import ai.cequence.cloudfront.transaction.TransactionBatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final long TEN = Instant.parse("2026-01-31T10:00:00Z").toEpochMilli();
  private static final long HOUR = 3_600_000;

  private final Ledger ledger = new Ledger();

  private static TransactionBatch batch(long... millis) {
    List<Transaction> transactions = new ArrayList<>();
    for (long time : millis) {
      transactions.add(Transactions.of("id-" + transactions.size(), time, "E1"));
    }
    return TransactionBatch.of("E1", transactions);
  }

  private long delivered(Map<DistributionHour, HourCounts> rows, long millis) {
    HourCounts counts = rows.get(DistributionHour.of("E1", millis));
    return counts == null ? 0 : counts.get(LedgerCount.DELIVERED);
  }

  @Test
  void countsEachTransactionOfABatchInItsOwnHour() {
    ledger.delivered(
        batch(TEN - 1, TEN, TEN + 1, TEN + HOUR - 1, TEN + HOUR, TEN + 3 * HOUR, TEN + 3 * HOUR));

    Map<DistributionHour, HourCounts> rows = ledger.take();
    assertThat(rows).hasSize(4);
    assertThat(delivered(rows, TEN - 1)).isEqualTo(1);
    assertThat(delivered(rows, TEN)).isEqualTo(3);
    assertThat(delivered(rows, TEN + HOUR)).isEqualTo(1);
    assertThat(delivered(rows, TEN + 3 * HOUR)).isEqualTo(2);
    assertThat(ledger.settled()).isEqualTo(7);
  }

  @Test
  void countsABatchOfOneHourInOneRow() {
    ledger.delivered(batch(TEN));
    ledger.delivered(batch(TEN, TEN + 5, TEN + HOUR - 1));

    Map<DistributionHour, HourCounts> rows = ledger.take();
    assertThat(rows).hasSize(1);
    assertThat(delivered(rows, TEN)).isEqualTo(4);
  }
}
