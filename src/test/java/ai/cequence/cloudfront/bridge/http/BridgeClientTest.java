package ai.cequence.cloudfront.bridge.http;

import static ai.cequence.cloudfront.bridge.http.FakeBridge.status;
import static ai.cequence.cloudfront.testing.Transactions.batch;
import static ai.cequence.cloudfront.testing.Transactions.ids;
import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.bridge.http.Outcome.Delivered;
import ai.cequence.cloudfront.bridge.http.Outcome.Refused;
import ai.cequence.cloudfront.bridge.http.Outcome.Split;
import ai.cequence.cloudfront.bridge.http.Transport.Answer;
import ai.cequence.cloudfront.transaction.TransactionBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client on a clock of its own, against every answer that the contract knows. */
@SuppressWarnings("FutureReturnValueIgnored") // outcomes of no interest
class BridgeClientTest {
  private final ClientBench bench = new ClientBench();
  private final FakeBridge bridge = bench.bridge;

  private static Answer says(int status, String body) {
    return new Answer(status, null, null, body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void delivers() {
    CompletableFuture<Outcome> outcome = bench.submit("a", "b");
    bench.advance(100);

    assertThat(outcome.getNow(null)).isInstanceOf(Delivered.class);
    FakeBridge.Request request = bridge.requests.get(0);
    assertThat(request.headers())
        .containsEntry("Authorization", "Bearer token-1")
        .containsEntry("Content-Type", "application/json")
        .containsEntry("User-Agent", "cloudfront-bridge/9.9")
        .containsEntry("Idempotency-Key", batch("E1", "a", "b").idempotencyKey())
        .hasSize(4);
    assertThat(request.body())
        .isEqualTo(new String(batch("E1", "a", "b").body(), StandardCharsets.UTF_8));
    assertThat(bench.failedAttempts).isEmpty();
    assertThat(bench.counters.answers(2)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204, 299})
  void any2xxIsDelivered(int status) {
    bridge.bridge = request -> says(status, "garbage\0<");
    CompletableFuture<Outcome> outcome = bench.submit("a");
    bench.advance(100);
    assertThat(outcome.getNow(null)).isInstanceOf(Delivered.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 301, 302, 307, 308, 408, 425, 429, 500, 502, 503, 504, 599, 600})
  void retriesTheSameBytesUnderTheSameKey(int status) {
    Deque<Answer> answers = new ArrayDeque<>(List.of(status(status), status(status), status(200)));
    bridge.bridge = request -> answers.remove();
    CompletableFuture<Outcome> outcome = bench.submit("a", "b");
    bench.advance(60_000);

    assertThat(outcome.getNow(null)).isInstanceOf(Delivered.class);
    assertThat(bridge.requests).hasSize(3);
    assertThat(bridge.requests)
        .extracting(FakeBridge.Request::key)
        .containsOnly(batch("E1", "a", "b").idempotencyKey());
    assertThat(bridge.requests)
        .extracting(FakeBridge.Request::body)
        .containsOnly(bridge.requests.get(0).body());
    assertThat(bench.failedAttempts).extracting(Delivery::attempts).containsExactly(1, 2);
    assertThat(bench.failedAttempts.get(1).firstFailureMillis())
        .isEqualTo(bench.failedAttempts.get(0).firstFailureMillis())
        .isPositive();
    int statusClass = status < 200 || status > 599 ? 0 : status / 100;
    assertThat(bench.counters.retries()).isEqualTo(2);
    assertThat(bench.counters.retries(statusClass)).isEqualTo(2);
    assertThat(bench.counters.answers(statusClass)).isEqualTo(2);
  }

  @Test
  void attemptsOfAnEarlierProcessCountOn() {
    Deque<Answer> answers = new ArrayDeque<>(List.of(status(503), status(200)));
    bridge.bridge = request -> answers.remove();
    bench.submit(new Delivery(batch("E1", "a"), 6, 4_000));
    bench.advance(60_000);
    assertThat(bench.failedAttempts)
        .containsExactly(new Delivery(bench.failedAttempts.get(0).batch(), 7, 4_000));
    assertThat(bench.counters.retries(0)).as("its failure is not known any more").isEqualTo(1);
    assertThat(bench.counters.retries(5)).isEqualTo(1);
  }

  @Test
  void retriesWhereThereIsNoAnswerAndIgnoresOneThatComesTooLate() {
    bridge.latencyMillis = 10_500;
    bridge.latencyOfTokens = 10;
    CompletableFuture<Outcome> outcome = bench.submit("a");
    bench.advance(9_000);
    assertThat(bridge.requests).hasSize(1);
    bench.advance(1_100);
    assertThat(bench.failedAttempts).as("after 10 s without an answer").hasSize(1);
    assertThat(bridge.cancelled).isEqualTo(1);
    bridge.latencyMillis = 10;
    bench.advance(100_000);
    assertThat(outcome.getNow(null)).isInstanceOf(Delivered.class);
    assertThat(bridge.requests).hasSize(2);
    assertThat(bench.counters.answers(0)).isEqualTo(1);
    assertThat(bench.counters.answers(2)).as("the late 200 counts for nothing").isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTransportThatThrowsIsARequestThatFailed(boolean error) {
    Deque<Boolean> broken = new ArrayDeque<>(List.of(true, false));
    bridge.bridge =
        request -> {
          if (broken.remove()) {
            if (error) {
              throw new NoClassDefFoundError("a class of the transport");
            }
            throw new IllegalStateException("no route");
          }
          return status(200);
        };
    bridge.throwsAtOnce = true;
    CompletableFuture<Outcome> outcome = bench.submit("a");
    bench.advance(20_000);
    assertThat(outcome.getNow(null)).isInstanceOf(Delivered.class);
    assertThat(bench.client.status().inFlight()).isZero();
  }

  @Test
  void whatIsDeliveredIsForgotten() {
    for (int i = 0; i < 20; i++) {
      bench.submit("a" + i);
    }
    bench.advance(1_000);
    assertThat(bench.clockwork.waiting()).as("no alarm holds a batch").isZero();
  }

  @ParameterizedTest
  @CsvSource({"429", "503", "408", "302", "401"})
  void obeysRetryAfterWithEveryRequest(int status) {
    Deque<Answer> answers = new ArrayDeque<>(List.of(new Answer(status, "30", null, new byte[0])));
    bridge.bridge = request -> answers.isEmpty() ? status(200) : answers.remove();
    CompletableFuture<Outcome> first = bench.submit("a");
    bench.advance(100);
    CompletableFuture<Outcome> second = bench.submit("b");
    bench.advance(29_000);
    assertThat(bridge.requests).hasSize(1);
    bench.advance(2_000);
    assertThat(first).isDone();
    assertThat(second).isDone();
  }

  @Test
  void retryAfterHoldsEvenWhereAnotherRequestSucceeds() {
    Deque<Answer> answers = new ArrayDeque<>();
    for (int i = 0; i < 5; i++) {
      answers.add(new Answer(503, "30", null, new byte[0]));
    }
    bridge.bridge = request -> answers.isEmpty() ? status(200) : answers.remove();
    bench.submit("warm");
    bench.advance(20);
    for (int i = 0; i < 8; i++) {
      bench.submit("a" + i);
    }
    bench.advance(200);
    int sent = bridge.requests.size();
    bench.submit("late");
    bench.advance(29_000);
    assertThat(bridge.requests).hasSize(sent);
  }

  @ParameterizedTest
  @CsvSource({"413", "400", "404", "422", "451"})
  void splitsWhatIsNotTakenAndGivesUpOnlyOnOne(int status) {
    bridge.bridge = request -> says(status, "because");
    CompletableFuture<Outcome> three = bench.submit("a", "b", "c");
    bench.advance(100);
    Split split = (Split) three.getNow(null);
    assertThat(split.pieces())
        .extracting(piece -> ids(piece.batch()))
        .containsExactly(List.of("a"), List.of("b", "c"));

    CompletableFuture<Outcome> one = bench.submit("a");
    bench.advance(100);
    Refused refused = (Refused) one.getNow(null);
    assertThat(refused.status()).isEqualTo(status);
    assertThat(refused.answer()).isEqualTo("because");
  }

  @Test
  void aServerThatRepeatsTheTokenDoesNotPutItIntoADeadLetter() {
    bridge.bridge = request -> says(400, "you sent " + request.token() + " " + "x".repeat(2_000));
    CompletableFuture<Outcome> one = bench.submit("a");
    bench.advance(100);
    Refused refused = (Refused) one.getNow(null);
    assertThat(refused.answer()).startsWith("you sent Bearer … x").hasSize(1_000);
  }

  /** Each level of halving costs at most two requests for each poison. */
  @ParameterizedTest
  @CsvSource({"1,1", "2,1", "2,2", "3,1", "250,0", "250,1", "250,2", "250,5", "1000,3", "64,64"})
  void isolatesPoisonInALogarithmicNumberOfRequests(int size, int poison) {
    String[] ids =
        IntStream.range(0, size).mapToObj(i -> "id-%04d".formatted(i)).toArray(String[]::new);
    List<String> bad =
        IntStream.range(0, poison).mapToObj(i -> "id-%04d".formatted(i * size / poison)).toList();
    bridge.bridge =
        request ->
            status(bad.stream().anyMatch(id -> request.body().contains(id + "\"")) ? 400 : 200);
    TransactionBatch batch = batch("E1", ids);

    bench.deliverAll(batch);

    assertThat(bench.refused).containsExactlyInAnyOrderElementsOf(bad);
    assertThat(bench.delivered).hasSize(size - poison).doesNotHaveDuplicates();
    int levels = 32 - Integer.numberOfLeadingZeros(size - 1);
    assertThat(bridge.requests.size())
        .isLessThanOrEqualTo(Math.min(1 + 2 * poison * levels, 2 * size - 1))
        .isGreaterThan(0);
  }

  @Test
  void neverMoreUnderWayThanAllowed() {
    bridge.latencyMillis = 1_000;
    for (int i = 0; i < 50; i++) {
      bench.submit("a" + i);
    }
    bench.advance(20_000);
    assertThat(bridge.mostUnderWay).isEqualTo(8);
    assertThat(bridge.requests).hasSize(50);
  }

  @Test
  void oneBatchThatFailsDoesNotHoldTheOthers() {
    bridge.bridge = request -> status(request.body().contains("\"bad\"") ? 500 : 200);
    CompletableFuture<Outcome> bad = bench.submit("bad");
    bench.advance(1_000);
    List<CompletableFuture<Outcome>> good = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      good.add(bench.submit("a" + i));
      bench.advance(100);
    }
    bench.advance(2_000);
    assertThat(good).allSatisfy(outcome -> assertThat(outcome).isDone());
    assertThat(bad).isNotDone();
  }

  @Test
  void aBatchThatAlwaysFailsDoesNotKeepTheProbeFromAnother() {
    bridge.bridge = request -> status(request.body().contains("\"bad\"") ? 500 : 200);
    bench.submit("bad");
    bench.advance(300_000);
    CompletableFuture<Outcome> good = bench.submit("good");
    bench.advance(10_000);
    assertThat(good).as("the next probe is its").isDone();
  }

  @Test
  void compressesWhereAsked() {
    ClientBench zipping = new ClientBench(1, true);
    TransactionBatch batch = batch("E1", "a", "b");
    CompletableFuture<Outcome> outcome = zipping.submit(Delivery.first(batch));
    zipping.advance(100);
    assertThat(outcome).isDone();
    assertThat(zipping.bridge.requests.get(0).headers()).containsEntry("Content-Encoding", "gzip");
    assertThat(zipping.counters.bytes()).isEqualTo(batch.body().length);
    assertThat(zipping.counters.bytesSent()).isPositive().isNotEqualTo(batch.body().length);
  }

  @Test
  void aClosedClientSendsNothing() {
    bench.submit("a");
    bench.advance(100);
    bench.client.close();
    bench.advance(100);
    bench.submit("b");
    bench.advance(100_000);
    assertThat(bridge.requests).hasSize(1);
  }
}
