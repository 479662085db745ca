package ai.cequence.cloudfront.transaction;

import static ai.cequence.cloudfront.testing.Transactions.batch;
import static ai.cequence.cloudfront.testing.Transactions.ids;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransactionBatchTest {

  @Test
  void joinsTheBytesOfItsTransactions() {
    assertThat(new String(batch("E1", "a", "b").body(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"data\":[{\"timestamp\":\"0.000\",\"version\":\"1.0\",\"transaction-id\":\"a\",\"x\":1},"
                + "{\"timestamp\":\"1.000\",\"version\":\"1.0\",\"transaction-id\":\"b\",\"x\":1}]}");
  }

  @Test
  void keyDependsOnIdsAndTheirOrder() {
    // sha256("a\nb\n"), first half; computed with sha256sum
    assertThat(batch("E1", "a", "b").idempotencyKey())
        .isEqualTo("911169ddaaf146aff539f58c26c489af");
    assertThat(batch("E2", "a", "b").idempotencyKey())
        .isEqualTo(batch("E1", "a", "b").idempotencyKey());
    assertThat(batch("E1", "b", "a").idempotencyKey())
        .isNotEqualTo(batch("E1", "a", "b").idempotencyKey());
    assertThat(batch("E1", "ab").idempotencyKey())
        .isNotEqualTo(batch("E1", "a", "b").idempotencyKey());
  }

  @Test
  void slicesHaveKeysAndBytesOfTheirOwn() {
    TransactionBatch whole = batch("E1", "a", "b", "c", "d", "e");

    TransactionBatch middle = whole.slice(1, 4);

    assertThat(ids(middle)).containsExactly("b", "c", "d");
    assertThat(middle.distribution()).isEqualTo("E1");
    assertThat(new String(middle.json(2), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"timestamp\":\"3.000\",\"version\":\"1.0\",\"transaction-id\":\"d\",\"x\":1}");
    assertThat(middle.idempotencyKey()).isEqualTo(batch("E1", "b", "c", "d").idempotencyKey());
    assertThat(ids(middle.slice(2, 3))).containsExactly("d");
    assertThat(whole.slice(0, 5).body()).isEqualTo(whole.body());
  }

  /** From the first time that a log may have to the last; see {@code RequestTimeTest}. */
  @ParameterizedTest
  @CsvSource({
    "0.000, 0",
    "0.001, 1",
    "1732262400.123, 1732262400123",
    "253402300799.999, 253402300799999",
  })
  void findsTimeAndIdInTheBytes(String timestamp, long millis) {
    byte[] json =
        ("{\"timestamp\":\"" + timestamp + "\",\"version\":\"1.0\",\"transaction-id\":\"a\\\"b\",")
            .getBytes(StandardCharsets.UTF_8);
    assertThat(TransactionJson.timestampMillis(json, 0)).isEqualTo(millis);
    assertThat(TransactionJson.id(json, 0)).isEqualTo("a\\\"b");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "a, b, -1",
        "b, a, 1",
        "a, ab, -1",
        "ab, a, 1",
        "ab, ab, 0",
        // The end of an id comes before any byte, even those below the quote that follows it.
        "a!, a, 1",
        "a, a!, -1",
        "`a `, a, 1",
        // Ids are compared as the JSON holds them.
        "a\\\"b, a, 1",
        "a\\\"b, a\\\"c, -1",
        "a\\\\, a\\\\b, -1",
        "z, é, -1",
      })
  void comparesIdsByTheirBytes(String a, String b, int sign) {
    assertThat(Integer.signum(TransactionJson.compareIds(json(a, "1"), json(b, "2"))))
        .isEqualTo(sign);
  }

  private static byte[] json(String id, String rest) {
    return ("{\"timestamp\":\"1.000\",\"version\":\"1.0\",\"transaction-id\":\""
            + id
            + "\",\"x\":"
            + rest)
        .getBytes(StandardCharsets.UTF_8);
  }
}
