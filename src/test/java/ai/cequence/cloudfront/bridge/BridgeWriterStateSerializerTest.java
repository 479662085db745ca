package ai.cequence.cloudfront.bridge;

import static ai.cequence.cloudfront.testing.Transactions.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.cequence.cloudfront.bridge.BridgeWriterState.Counts;
import ai.cequence.cloudfront.bridge.BridgeWriterState.Refused;
import ai.cequence.cloudfront.bridge.BridgeWriterState.Unconfirmed;
import ai.cequence.cloudfront.bridge.http.Delivery;
import ai.cequence.cloudfront.deadletter.RefusedTransaction;
import ai.cequence.cloudfront.transaction.TransactionBatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sink's state comes back byte for byte, also what an older version wrote. */
class BridgeWriterStateSerializerTest {
  private static final Path OLDER = Path.of("src/test/resources/state/bridge-v1.hex");

  private final BridgeWriterStateSerializer serializer = new BridgeWriterStateSerializer();

  private BridgeWriterState roundTrip(BridgeWriterState state) throws IOException {
    return serializer.deserialize(serializer.getVersion(), serializer.serialize(state));
  }

  private static void assertSame(TransactionBatch found, TransactionBatch expected) {
    assertThat(found.distribution()).isEqualTo(expected.distribution());
    assertThat(found.idempotencyKey()).isEqualTo(expected.idempotencyKey());
    assertThat(found.body()).isEqualTo(expected.body());
    assertThat(found.starts()).isEqualTo(expected.starts());
  }

  @Test
  void batchesComeBackByteForByte() throws IOException {
    String[] ids = new String[10_000];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = "id-" + i;
    }
    for (TransactionBatch batch : List.of(batch("E1", "a"), batch("d111.cloudfront.net", ids))) {
      Unconfirmed found = (Unconfirmed) roundTrip(new Unconfirmed(new Delivery(batch, 7, 99), 42));
      assertThat(found.sinceMillis()).isEqualTo(42);
      assertThat(found.delivery().attempts()).isEqualTo(7);
      assertThat(found.delivery().firstFailureMillis()).isEqualTo(99);
      assertSame(found.delivery().batch(), batch);
    }
  }

  @Test
  void refusedTransactionsAndCountsComeBack() throws IOException {
    RefusedTransaction refused = new RefusedTransaction(batch("E1", "a"), 422, "näh\u0000…");
    Refused found = (Refused) roundTrip(new Refused(refused, 42));
    assertThat(found.sinceMillis()).isEqualTo(42);
    assertThat(found.refused().status()).isEqualTo(422);
    assertThat(found.refused().answer()).isEqualTo("näh\u0000…");
    assertSame(found.refused().batch(), refused.batch());

    Counts counts = new Counts("process delivered=3");
    assertThat(roundTrip(counts)).isEqualTo(counts);
  }

  /**
   * In the format of version 1: an unconfirmed batch, a refused transaction, counts; a line each.
   */
  @Test
  void readsWhatVersion1Wrote() throws IOException {
    List<String> lines = Files.readAllLines(OLDER, StandardCharsets.US_ASCII);
    Unconfirmed unconfirmed = (Unconfirmed) older(lines.get(0));
    assertThat(unconfirmed.sinceMillis()).as("not known then").isZero();
    assertThat(unconfirmed.delivery().attempts()).isEqualTo(3);
    assertThat(unconfirmed.delivery().firstFailureMillis()).isEqualTo(1_700_000_000_000L);
    assertSame(unconfirmed.delivery().batch(), batch("E1OLDER0000AA", "a", "b"));

    Refused refused = (Refused) older(lines.get(1));
    assertThat(refused.refused().status()).isEqualTo(400);
    assertThat(refused.refused().answer()).isEqualTo("no");
    assertSame(refused.refused().batch(), batch("E1OLDER0000AA", "poison"));

    assertThat(older(lines.get(2))).isEqualTo(new Counts("older-process delivered=5 requests=2"));
  }

  private BridgeWriterState older(String hex) throws IOException {
    return serializer.deserialize(1, HexFormat.of().parseHex(hex));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, -1})
  void refusesAnUnknownVersion(int version) throws IOException {
    byte[] state = serializer.serialize(new Counts("x"));
    assertThatThrownBy(() -> serializer.deserialize(version, state))
        .isInstanceOf(IOException.class)
        .hasMessage("Expected version 1 or 2 of the sink's state, found " + version);
  }
}
