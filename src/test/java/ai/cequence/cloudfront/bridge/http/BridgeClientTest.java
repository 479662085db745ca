package ai.cequence.cloudfront.bridge.http;

import static ai.cequence.cloudfront.bridge.http.FakeBridge.status;
import static ai.cequence.cloudfront.bridge.http.FakeBridge.token;
import static ai.cequence.cloudfront.testing.Transactions.batch;
import static ai.cequence.cloudfront.testing.Transactions.ids;
import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.bridge.http.Outcome.Delivered;
import ai.cequence.cloudfront.bridge.http.Outcome.Refused;
import ai.cequence.cloudfront.bridge.http.Outcome.Split;
import ai.cequence.cloudfront.bridge.http.Transport.Answer;
import ai.cequence.cloudfront.transaction.TransactionBatch;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client on a clock of its own, against every answer that the contract knows. */
@SuppressWarnings("FutureReturnValueIgnored") // outcomes of no interest
class BridgeClientTest {
  private final FakeClockwork clockwork = new FakeClockwork();
  private final FakeBridge bridge = new FakeBridge(clockwork);
  private final ClientCounters counters = new ClientCounters();
  private final List<Delivery> failedAttempts = new ArrayList<>();
  private final Random random = new Random(7);
  private final List<String> secrets = new ArrayList<>(List.of("secret"));
  private final BridgeClient client = client(8);

  private BridgeClient client(int maxInFlight) {
    Backoff backoff = new Backoff(200, 10_000, random::nextDouble);
    return new BridgeClient(
        new BridgeClient.Options(
            URI.create("http://bridge/in"), "cloudfront-bridge/9.9", maxInFlight, 10_000, false),
        bridge,
        clockwork,
        backoff,
        Runnable::run,
        counters,
        arrived ->
            new AccessToken(
                URI.create("http://auth/token"),
                "client",
                () -> secrets.get(secrets.size() - 1),
                Runnable::run,
                bridge,
                clockwork,
                backoff,
                random::nextDouble,
                10_000,
                counters,
                arrived),
        () -> {});
  }

  private CompletableFuture<Outcome> submit(String... ids) {
    return client.submit(Delivery.first(batch("E1", ids)), failedAttempts::add);
  }

  @Test
  void delivers() {
    CompletableFuture<Outcome> outcome = submit("a", "b");
    clockwork.advance(100);

    assertThat(outcome.join()).isInstanceOf(Delivered.class);
    FakeBridge.Request request = bridge.requests.get(0);
    assertThat(request.headers())
        .containsEntry("Authorization", "Bearer token-1")
        .containsEntry("Content-Type", "application/json")
        .containsEntry("User-Agent", "cloudfront-bridge/9.9")
        .containsEntry("Idempotency-Key", batch("E1", "a", "b").idempotencyKey())
        .hasSize(4);
    assertThat(request.body())
        .isEqualTo(new String(batch("E1", "a", "b").body(), StandardCharsets.UTF_8));
    assertThat(failedAttempts).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204, 299})
  void any2xxIsDelivered(int status) {
    bridge.bridge =
        request -> new Answer(status, null, null, "garbage\0<".getBytes(StandardCharsets.UTF_8));
    CompletableFuture<Outcome> outcome = submit("a");
    clockwork.advance(100);
    assertThat(outcome.join()).isInstanceOf(Delivered.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 301, 302, 307, 308, 408, 425, 429, 500, 502, 503, 504, 599, 600})
  void retriesTheSameBytesUnderTheSameKey(int status) {
    Deque<Answer> answers = new ArrayDeque<>(List.of(status(status), status(status), status(200)));
    bridge.bridge = request -> answers.remove();
    CompletableFuture<Outcome> outcome = submit("a", "b");
    clockwork.advance(60_000);

    assertThat(outcome.join()).isInstanceOf(Delivered.class);
    assertThat(bridge.requests).hasSize(3);
    assertThat(bridge.requests)
        .extracting(FakeBridge.Request::key)
        .containsOnly(batch("E1", "a", "b").idempotencyKey());
    assertThat(bridge.requests)
        .extracting(FakeBridge.Request::body)
        .containsOnly(bridge.requests.get(0).body());
    assertThat(failedAttempts).extracting(Delivery::attempts).containsExactly(1, 2);
    assertThat(failedAttempts.get(1).firstFailureMillis())
        .isEqualTo(failedAttempts.get(0).firstFailureMillis())
        .isPositive();
    assertThat(counters.retries()).isEqualTo(2);
  }

  @Test
  void retriesWhereThereIsNoAnswerAndIgnoresOneThatComesTooLate() {
    Deque<Boolean> answered = new ArrayDeque<>(List.of(false, true));
    bridge.bridge = request -> answered.remove() ? status(200) : null;
    CompletableFuture<Outcome> outcome = submit("a");
    clockwork.advance(9_000);
    assertThat(outcome).isNotDone();
    assertThat(bridge.requests).hasSize(1);
    clockwork.advance(10_000);
    assertThat(outcome.join()).isInstanceOf(Delivered.class);
    assertThat(bridge.requests).hasSize(2);
    assertThat(counters.failures(0)).isEqualTo(1);
  }

  @Test
  void obeysRetryAfterWithEveryRequest() {
    Deque<Answer> answers = new ArrayDeque<>(List.of(new Answer(429, "30", null, new byte[0])));
    bridge.bridge = request -> answers.isEmpty() ? status(200) : answers.remove();
    CompletableFuture<Outcome> first = submit("a");
    clockwork.advance(100);
    CompletableFuture<Outcome> second = submit("b");
    clockwork.advance(29_000);
    assertThat(bridge.requests).hasSize(1);
    clockwork.advance(2_000);
    assertThat(first).isDone();
    assertThat(second).isDone();
  }

  @Test
  void refreshesARefusedTokenOnceAndTriesAgainAtOnce() {
    submit("a");
    clockwork.advance(100);
    bridge.bridge = request -> status(request.token().equals("Bearer token-1") ? 401 : 200);

    List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      outcomes.add(submit("b" + i));
    }
    clockwork.advance(100);

    assertThat(outcomes)
        .allSatisfy(outcome -> assertThat(outcome.join()).isInstanceOf(Delivered.class));
    assertThat(bridge.tokenRequests).as("one refresh for five refusals").hasSize(2);
  }

  @Test
  void aTokenThatIsNeverAcceptedIsNoHotLoop() {
    bridge.bridge = request -> status(403);
    CompletableFuture<Outcome> outcome = submit("a");
    clockwork.advance(600_000);
    assertThat(outcome).isNotDone();
    assertThat(bridge.requests.size()).isBetween(30, 300);
    assertThat(bridge.tokenRequests.size()).isLessThanOrEqualTo(bridge.requests.size() + 1);
    bridge.bridge = request -> status(200);
    clockwork.advance(20_000);
    assertThat(outcome.join()).isInstanceOf(Delivered.class);
  }

  @Test
  void aWrongSecretLosesNothingAndARotatedOneIsFound() {
    bridge.auth = number -> secrets.size() == 1 ? status(401) : token("t");
    CompletableFuture<Outcome> outcome = submit("a");
    clockwork.advance(600_000);
    assertThat(outcome).isNotDone();
    assertThat(bridge.requests).isEmpty();
    assertThat(bridge.tokenRequests.size()).isBetween(30, 300);
    secrets.add("rotated");
    clockwork.advance(20_000);
    assertThat(outcome.join()).isInstanceOf(Delivered.class);
  }

  @Test
  void refreshesAheadOfTheEnd() {
    submit("a");
    clockwork.advance(1_340_000);
    assertThat(bridge.tokenRequests).hasSize(1);
    clockwork.advance(300_000);
    submit("b");
    clockwork.advance(1_000);
    assertThat(bridge.tokenRequests).as("between 75 and 90 % of 1800 s").hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"413", "400", "404", "422", "451"})
  void splitsWhatIsNotTakenAndGivesUpOnlyOnOne(int status) {
    bridge.bridge =
        request -> new Answer(status, null, null, "because".getBytes(StandardCharsets.UTF_8));
    CompletableFuture<Outcome> three = submit("a", "b", "c");
    clockwork.advance(100);
    Split split = (Split) three.join();
    assertThat(split.pieces())
        .extracting(piece -> ids(piece.batch()))
        .containsExactly(List.of("a"), List.of("b", "c"));

    CompletableFuture<Outcome> one = submit("a");
    clockwork.advance(100);
    Refused refused = (Refused) one.join();
    assertThat(refused.status()).isEqualTo(status);
    assertThat(refused.answer()).isEqualTo("because");
  }

  @Test
  void isolatesPoisonInALogarithmicNumberOfRequests() {
    String[] ids =
        IntStream.range(0, 256).mapToObj(i -> "id-%03d".formatted(i)).toArray(String[]::new);
    bridge.bridge =
        request ->
            status(
                request.body().contains("id-017\"") || request.body().contains("id-200\"")
                    ? 400
                    : 200);

    TreeSet<String> delivered = new TreeSet<>();
    List<String> refused = new ArrayList<>();
    Deque<CompletableFuture<Outcome>> open = new ArrayDeque<>(List.of(submit(ids)));
    while (!open.isEmpty()) {
      clockwork.advance(50);
      Outcome outcome = open.remove().join();
      if (outcome instanceof Split split) {
        split.pieces().forEach(piece -> open.add(client.submit(piece, failedAttempts::add)));
      } else if (outcome instanceof Delivered done) {
        delivered.addAll(ids(done.delivery().batch()));
      } else if (outcome instanceof Refused no) {
        refused.addAll(ids(no.delivery().batch()));
      }
    }

    assertThat(refused).containsExactlyInAnyOrder("id-017", "id-200");
    assertThat(delivered).hasSize(254);
    // 1 + 2 requests a level and poison: log2(256) = 8 levels, the first shared
    assertThat(bridge.requests.size()).isLessThanOrEqualTo(1 + 2 * 2 * 8);
  }

  @Test
  void anOutageIsOneProbeAtATime() {
    submit("warm");
    clockwork.advance(100);
    bridge.bridge = request -> status(503);
    List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      outcomes.add(submit("a" + i));
    }
    clockwork.advance(10_000);
    int atStart = bridge.requests.size();
    bridge.mostUnderWay = 0;
    clockwork.advance(1_800_000);

    assertThat(bridge.mostUnderWay).isEqualTo(1);
    assertThat(bridge.requests.size() - atStart).as("requests in 30 minutes").isBetween(180, 1800);
    assertThat(atStart).isLessThan(40);
    assertThat(client.status().allowed()).isEqualTo(1);
    assertThat(client.status().failingSinceMillis()).isPositive();

    bridge.bridge = request -> status(200);
    clockwork.advance(30_000);
    assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).isDone());
    assertThat(client.status()).isEqualTo(new BridgeStatus(0, 8, 0, 0));
  }

  @Test
  void neverMoreUnderWayThanAllowed() {
    bridge.latencyMillis = 1_000;
    for (int i = 0; i < 50; i++) {
      submit("a" + i);
    }
    clockwork.advance(20_000);
    assertThat(bridge.mostUnderWay).isEqualTo(8);
    assertThat(bridge.requests).hasSize(50);
  }

  @Test
  void oneBatchThatFailsDoesNotHoldTheOthers() {
    bridge.bridge = request -> status(request.body().contains("\"bad\"") ? 500 : 200);
    CompletableFuture<Outcome> bad = submit("bad");
    clockwork.advance(1_000);
    List<CompletableFuture<Outcome>> good = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      good.add(submit("a" + i));
      clockwork.advance(100);
    }
    clockwork.advance(2_000);
    assertThat(good).allSatisfy(outcome -> assertThat(outcome).isDone());
    assertThat(bad).isNotDone();
  }

  @Test
  void compressesWhereAsked() throws Exception {
    TransactionBatch batch = batch("E1", "a", "b");
    BridgeClient zipping =
        new BridgeClient(
            new BridgeClient.Options(URI.create("http://bridge/in"), "x", 1, 10_000, true),
            bridge,
            clockwork,
            new Backoff(200, 10_000, random::nextDouble),
            Runnable::run,
            counters,
            arrived ->
                new AccessToken(
                    URI.create("http://auth/token"),
                    "c",
                    () -> "s",
                    Runnable::run,
                    bridge,
                    clockwork,
                    new Backoff(200, 10_000, random::nextDouble),
                    random::nextDouble,
                    10_000,
                    counters,
                    arrived),
            () -> {});
    CompletableFuture<Outcome> outcome = zipping.submit(Delivery.first(batch), failedAttempts::add);
    clockwork.advance(100);
    assertThat(outcome).isDone();
    assertThat(bridge.requests.get(0).headers()).containsEntry("Content-Encoding", "gzip");
    assertThat(counters.bytes()).isEqualTo(batch.body().length);
  }
}
