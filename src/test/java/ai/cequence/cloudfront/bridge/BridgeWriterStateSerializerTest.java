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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sink's state comes back byte for byte, also what an older version wrote. */
class BridgeWriterStateSerializerTest {
  private static final Path OLDER = Path.of("src/test/resources/state");

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

  /** An unconfirmed batch, a refused transaction, counts; a line each. */
  @ParameterizedTest
  @CsvSource({"1, 0", "2, 1699999990000"})
  void readsWhatOlderVersionsWrote(int version, long sinceMillis) throws IOException {
    List<BridgeWriterState> states = older(version);
    Unconfirmed unconfirmed = (Unconfirmed) states.get(0);
    assertThat(unconfirmed.sinceMillis()).as("not known in version 1").isEqualTo(sinceMillis);
    assertThat(unconfirmed.delivery().attempts()).isEqualTo(3);
    assertThat(unconfirmed.delivery().firstFailureMillis()).isEqualTo(1_700_000_000_000L);
    assertSame(unconfirmed.delivery().batch(), batch("E1OLDER0000AA", "a", "b"));

    Refused refused = (Refused) states.get(1);
    assertThat(refused.sinceMillis()).isEqualTo(sinceMillis);
    assertThat(refused.refused().status()).isEqualTo(400);
    assertThat(refused.refused().answer()).isEqualTo("no");
    assertSame(refused.refused().batch(), batch("E1OLDER0000AA", "poison"));

    assertThat(states.get(2)).isEqualTo(new Counts("older-process delivered=5 requests=2"));
  }

  private List<BridgeWriterState> older(int version) throws IOException {
    Path file = OLDER.resolve("bridge-v" + version + ".hex");
    List<BridgeWriterState> states = new ArrayList<>();
    for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
      states.add(serializer.deserialize(version, HexFormat.of().parseHex(line)));
    }
    return states;
  }

  @Test
  void aStateIsMuchSmallerThanItsBatch() throws IOException {
    String[] ids = new String[1_000];
    Arrays.setAll(ids, i -> "id-" + i);
    TransactionBatch batch = batch("E1", ids);
    assertThat(serializer.serialize(new Unconfirmed(Delivery.first(batch), 42)).length)
        .isLessThan(batch.body().length / 2);
  }

  @Test
  void saysWhatItFoundInsteadOfABlock() throws IOException {
    byte[] body = batch("E1", "a", "b").body();
    byte[] block = new CompressedBody(body).block();
    assertThatThrownBy(() -> CompressedBody.decompress(block, body.length + 1))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "Expected an LZ4 block of %d bytes in the sink's state, found %d",
            body.length + 1, body.length);
    assertThatThrownBy(() -> CompressedBody.decompress(block, body.length - 1))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "Expected an LZ4 block of %d bytes in the sink's state, found a damaged one",
            body.length - 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, -1})
  void refusesAnUnknownVersion(int version) throws IOException {
    byte[] state = serializer.serialize(new Counts("x"));
    assertThatThrownBy(() -> serializer.deserialize(version, state))
        .isInstanceOf(IOException.class)
        .hasMessage("Expected version 1 to 3 of the sink's state, found " + version);
  }
}
