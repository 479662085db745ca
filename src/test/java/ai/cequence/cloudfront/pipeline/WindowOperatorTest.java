package ai.cequence.cloudfront.pipeline;

import static ai.cequence.cloudfront.testing.Transactions.ids;
import static ai.cequence.cloudfront.testing.Transactions.of;
import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.config.WindowSettings;
import ai.cequence.cloudfront.ledger.LedgerFolder;
import ai.cequence.cloudfront.serialization.Elements;
import ai.cequence.cloudfront.transaction.Transaction;
import ai.cequence.cloudfront.transaction.TransactionBatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WindowOperatorTest {
  @TempDir static Path folder;

  /** Bytes of a test transaction in a body: its JSON and a comma. */
  private static final int EACH = of("a", 0, "E1").json().length + 1;

  private static OneInputStreamOperatorTestHarness<Transaction, TransactionBatch> harness(
      int maxTransactions, int maxBytes) throws Exception {
    var harness =
        new OneInputStreamOperatorTestHarness<>(
            new WindowOperator(
                new WindowSettings(Duration.ofSeconds(5), maxTransactions, maxBytes),
                new LedgerFolder(folder.toUri())));
    harness.setup(Elements.TRANSACTION_BATCH.createSerializer(null));
    return harness;
  }

  private static OneInputStreamOperatorTestHarness<Transaction, TransactionBatch> open(
      int maxTransactions, int maxBytes) throws Exception {
    var harness = harness(maxTransactions, maxBytes);
    harness.open();
    return harness;
  }

  @Test
  void closesByTheClockSinceTheFirst() throws Exception {
    try (var harness = open(250, 1_000_000)) {
      harness.setProcessingTime(1_000);
      harness.processElement(of("a", 9, "E1"), 0);
      harness.setProcessingTime(4_000);
      harness.processElement(of("b", 8, "E1"), 0);
      harness.setProcessingTime(5_900);
      assertThat(harness.extractOutputValues()).isEmpty();
      harness.setProcessingTime(6_100);
      assertThat(harness.extractOutputValues()).hasSize(1);
      assertThat(ids(harness.extractOutputValues().get(0))).containsExactly("b", "a");
    }
  }

  @Test
  void closesWhenFull() throws Exception {
    try (var harness = open(2, 1_000_000)) {
      harness.processElement(of("a", 1, "E1"), 0);
      harness.processElement(of("b", 2, "E2"), 0);
      assertThat(harness.extractOutputValues()).isEmpty();
      harness.processElement(of("c", 3, "E1"), 0);
      assertThat(harness.extractOutputValues())
          .extracting(b -> b.distribution() + ids(b))
          .containsExactly("E1[a, c]");
    }
  }

  @Test
  void aBodyNeverExceedsItsLimitUnlessOneTransactionDoes() throws Exception {
    int two = TransactionBatch.ENVELOPE_BYTES - 1 + 2 * EACH;
    try (var harness = open(250, two)) {
      harness.processElement(of("a", 1, "E1"), 0);
      harness.processElement(of("b", 2, "E1"), 0);
      assertThat(harness.extractOutputValues())
          .extracting(b -> b.body().length)
          .containsExactly(two);
    }
    try (var harness = open(250, two - 1)) {
      harness.processElement(of("a", 1, "E1"), 0);
      harness.processElement(of("b", 2, "E1"), 0);
      assertThat(harness.extractOutputValues())
          .extracting(b -> ids(b).toString())
          .containsExactly("[a]");
    }
    try (var harness = open(250, 10)) {
      harness.processElement(of("a", 1, "E1"), 0);
      assertThat(harness.extractOutputValues())
          .extracting(b -> ids(b).toString())
          .containsExactly("[a]");
    }
  }

  @Test
  void sortsByTimeThenId() throws Exception {
    try (var harness = open(4, 1_000_000)) {
      for (Transaction t :
          List.of(of("b", 5, "E1"), of("a", 5, "E1"), of("-z", 5, "E1"), of("c", 4, "E1"))) {
        harness.processElement(t, 0);
      }
      assertThat(ids(harness.extractOutputValues().get(0))).containsExactly("c", "-z", "a", "b");
    }
  }

  @Test
  void theEndOfInputClosesAll() throws Exception {
    try (var harness = open(250, 1_000_000)) {
      harness.processElement(of("a", 1, "E1"), 0);
      harness.processElement(of("b", 2, "E2"), 0);
      harness.endInput();
      assertThat(harness.extractOutputValues()).hasSize(2);
    }
  }

  @Test
  void openWindowsSurviveACheckpoint() throws Exception {
    OperatorSubtaskState state;
    try (var harness = open(250, 1_000_000)) {
      harness.processElement(of("a", 1, "E1"), 0);
      harness.processElement(of("b", 2, "E2"), 0);
      state = harness.snapshot(1, 1);
      assertThat(harness.extractOutputValues()).isEmpty();
    }
    try (var restored = harness(250, 1_000_000)) {
      restored.initializeState(state);
      restored.open();
      restored.processElement(of("c", 0, "E1"), 0);
      restored.endInput();
      assertThat(restored.extractOutputValues())
          .extracting(b -> ids(b).toString())
          .containsExactlyInAnyOrder("[c, a]", "[b]");
    }
  }

  @Test
  void aTransactionThatIsADayLateGoesWithThoseOfNow() throws Exception {
    long now = Duration.ofDays(10).toMillis();
    try (var harness = open(3, 1_000_000)) {
      harness.setProcessingTime(now);
      harness.processElement(of("now", now, "E1"), 0);
      harness.processElement(of("late", now - Duration.ofDays(1).toMillis(), "E1"), 0);
      harness.processElement(of("soon", now + 5_000, "E1"), 0);
      assertThat(harness.extractOutputValues())
          .extracting(b -> ids(b).toString())
          .containsExactly("[late, now, soon]");
    }
  }

  @Test
  void closesAtItsTimeNotBefore() throws Exception {
    for (long late : new long[] {-1, 0}) {
      try (var harness = open(250, 1_000_000)) {
        harness.setProcessingTime(1_000);
        harness.processElement(of("a", 1, "E1"), 0);
        harness.setProcessingTime(6_000 + late);
        assertThat(harness.extractOutputValues()).hasSize(late < 0 ? 0 : 1);
      }
    }
  }
}
