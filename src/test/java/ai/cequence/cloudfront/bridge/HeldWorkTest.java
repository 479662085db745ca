package ai.cequence.cloudfront.bridge;

import static ai.cequence.cloudfront.testing.Transactions.batch;
import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.bridge.BridgeWriterState.Refused;
import ai.cequence.cloudfront.bridge.BridgeWriterState.Unconfirmed;
import ai.cequence.cloudfront.bridge.http.Delivery;
import ai.cequence.cloudfront.deadletter.RefusedTransaction;
import ai.cequence.cloudfront.gate.Gate;
import ai.cequence.cloudfront.transaction.TransactionBatch;
import org.junit.jupiter.api.Test;

/** What a writer holds, for checkpoints and for the gate. */
class HeldWorkTest {
  private final Gate gate = new Gate();
  private final HeldWork held = new HeldWork(gate.register(1_000_000));
  private final TransactionBatch batch = batch("E1", "a", "b");

  private Unconfirmed onlyState() {
    assertThat(held.states()).hasSize(1);
    return (Unconfirmed) held.states().get(0);
  }

  /** Each checkpoint of an outage holds the same batches: only the first one compresses them. */
  @Test
  void aBodyIsCompressedOnceWhateverTheAttempts() {
    long number = held.add(new Unconfirmed(Delivery.first(batch), 42));
    byte[] block = onlyState().body().block();

    held.update(number, new Delivery(batch, 1, 99));

    assertThat(onlyState().delivery().attempts()).isEqualTo(1);
    assertThat(onlyState().delivery().firstFailureMillis()).isEqualTo(99);
    assertThat(onlyState().sinceMillis()).isEqualTo(42);
    assertThat(onlyState().body().block()).isSameAs(block);
  }

  @Test
  void countsWhatItHoldsUntilItIsReleased() {
    TransactionBatch poison = batch("E2", "c");
    long first = held.add(new Unconfirmed(Delivery.first(batch), 42));
    long second = held.add(new Refused(new RefusedTransaction(poison, 422, "no"), 17));

    assertThat(held.transactions()).isEqualTo(3);
    assertThat(held.bytes())
        .as("bodies and four bytes a transaction")
        .isEqualTo(batch.body().length + poison.body().length + 3 * 4);
    assertThat(held.oldestMillis()).isEqualTo(17);
    assertThat(gate.drained()).isFalse();

    held.release(first);
    held.release(first);
    held.release(second);

    assertThat(held.isEmpty()).isTrue();
    assertThat(held.bytes()).isZero();
    assertThat(held.transactions()).isZero();
    assertThat(held.oldestMillis()).isZero();
    assertThat(gate.drained()).isTrue();
  }

  @Test
  void anAttemptAtWhatWasReleasedChangesNothing() {
    long number = held.add(new Unconfirmed(Delivery.first(batch), 42));
    held.release(number);
    held.update(number, new Delivery(batch, 1, 99));
    assertThat(held.states()).isEmpty();
  }
}
