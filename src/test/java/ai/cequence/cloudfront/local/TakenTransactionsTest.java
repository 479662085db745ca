package ai.cequence.cloudfront.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What the simulator holds against the job. */
class TakenTransactionsTest {
  private static final String KEY = "0123456789abcdef0123456789abcdef";
  private static final String COMPLAINT =
      "Idempotency-Key: expected the same body under the same key";

  private final TakenTransactions taken = new TakenTransactions(true, new LiveActivity());

  @Test
  void theSameBodyMayComeAgainUnderItsKey() throws IOException {
    take("{\"data\":[]}");
    take("{\"data\":[]}");
    assertThat(taken.sentTwice()).containsExactly(KEY);
    assertThat(taken.problems()).doesNotContain(COMPLAINT);
  }

  @Test
  void aBodyThatDiffersInItsLastByteIsAnotherOne() throws IOException {
    String start = "{\"data\":[]}" + " ".repeat(5_000);
    take(start + ' ');
    take(start + '\n');
    assertThat(taken.problems()).contains(COMPLAINT);
  }

  private void take(String body) throws IOException {
    Headers headers = new Headers();
    headers.set("Idempotency-Key", KEY);
    taken.take(headers, body.getBytes(StandardCharsets.UTF_8), 0);
  }
}
