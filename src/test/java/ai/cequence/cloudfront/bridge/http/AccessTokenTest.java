package ai.cequence.cloudfront.bridge.http;

import static ai.cequence.cloudfront.bridge.http.FakeBridge.status;
import static ai.cequence.cloudfront.bridge.http.FakeBridge.token;
import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.bridge.http.Outcome.Delivered;
import ai.cequence.cloudfront.bridge.http.Transport.Answer;
import ai.cequence.cloudfront.testing.LogCapture;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens as the client sees them: one at a time, refreshed early, replaced when refused. */
@SuppressWarnings("FutureReturnValueIgnored") // outcomes of no interest
class AccessTokenTest {
  private final ClientBench bench = new ClientBench();
  private final FakeBridge bridge = bench.bridge;

  private static Answer says(int status, String body) {
    return new Answer(status, null, null, body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void oneFetchForAllThatWait() {
    for (int i = 0; i < 50; i++) {
      bench.submit("a" + i);
    }
    bench.advance(10_000);
    assertThat(bridge.tokenRequests).hasSize(1);
    assertThat(bridge.requests).hasSize(50);
  }

  @Test
  void refreshesARefusedTokenOnceAndTriesAgainAtOnce() {
    bench.submit("a");
    bench.advance(100);
    bridge.bridge = request -> status(request.token().equals("Bearer token-1") ? 401 : 200);

    List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      outcomes.add(bench.submit("b" + i));
    }
    bench.advance(100);

    assertThat(outcomes)
        .allSatisfy(outcome -> assertThat(outcome.getNow(null)).isInstanceOf(Delivered.class));
    assertThat(bridge.tokenRequests).as("one refresh for five refusals").hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"401", "403"})
  void aTokenThatIsNeverAcceptedIsNoHotLoop(int status) {
    bridge.bridge = request -> status(status);
    List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      outcomes.add(bench.submit("a" + i));
    }
    bench.advance(600_000);
    assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).isNotDone());
    assertThat(bridge.requests.size()).isBetween(20, 120);
    assertThat(bridge.tokenRequests.size()).isBetween(20, bridge.requests.size() + 1);
    bridge.bridge = request -> status(200);
    bench.advance(60_000);
    assertThat(outcomes)
        .allSatisfy(outcome -> assertThat(outcome.getNow(null)).isInstanceOf(Delivered.class));
  }

  /** A firewall that dislikes one batch answers as a Bridge that dislikes the token. */
  @Test
  void oneBatchThatIsAlwaysForbiddenCostsTheOthersNothing() {
    bridge.bridge = request -> status(request.body().contains("\"bad\"") ? 403 : 200);
    bench.submit("bad");
    for (int i = 0; i < 600; i++) {
      bench.submit("a" + i);
      bench.advance(1_000);
    }
    assertThat(bridge.requests.stream().filter(r -> r.body().contains("\"bad\"")).count())
        .isBetween(60L, 240L);
    assertThat(bridge.tokenRequests.size()).as("tokens in 10 minutes").isLessThan(15);
    assertThat(bench.counters.answers(2)).isGreaterThanOrEqualTo(599);
  }

  @Test
  void aRevokedTokenIsReplacedEvenWhereOnlyOneDeliveryIsLeftToTell() {
    bridge.bridge = request -> status(request.token().equals("Bearer token-1") ? 200 : 401);
    bench.submit("warm");
    bench.advance(100);
    bridge.bridge = request -> status(401);
    CompletableFuture<Outcome> outcome = bench.submit("a");
    bench.advance(60_000);
    String lastSeen = bridge.requests.get(bridge.requests.size() - 1).token();
    bridge.bridge = request -> status(request.token().compareTo(lastSeen) > 0 ? 200 : 401);
    bench.advance(60_000);
    assertThat(outcome.getNow(null)).isInstanceOf(Delivered.class);
  }

  @Test
  void aWrongSecretIsSaidOnceAMinuteLosesNothingAndARotatedOneIsFound() {
    try (LogCapture log = new LogCapture(AccessToken.class)) {
      AtomicInteger reads = new AtomicInteger();
      bench.secret =
          () -> {
            reads.incrementAndGet();
            return "wrong-word";
          };
      bridge.auth =
          number ->
              bridge.lastForm.contains("rotated")
                  ? token("t")
                  : says(401, "{\"error\":\"unauthorized_client\"}");
      CompletableFuture<Outcome> outcome = bench.submit("a");
      bench.advance(600_000);
      assertThat(outcome).isNotDone();
      assertThat(bridge.requests).isEmpty();
      assertThat(bridge.tokenRequests.size()).isBetween(20, 120);
      assertThat(reads.get()).as("read anew each time").isEqualTo(bridge.tokenRequests.size());
      assertThat(log.lines().size()).isBetween(8, 11);
      assertThat(new TreeSet<>(log.lines()))
          .containsExactly(
              "WARN The token endpoint http://auth/token refuses client client with status 401:"
                  + " check bridge/client-id and its secret; tried again until it works, nothing is"
                  + " lost meanwhile");

      bench.secret = () -> "rotated";
      bench.advance(31_000);
      assertThat(outcome.getNow(null)).isInstanceOf(Delivered.class);
      assertThat(log.lines().get(log.lines().size() - 1))
          .isEqualTo("INFO The token endpoint http://auth/token gives tokens again");
    }
  }

  @Test
  void aSecretThatCannotBeReadIsTriedAgain() {
    try (LogCapture log = new LogCapture(AccessToken.class)) {
      bench.secret =
          () -> {
            throw new IllegalStateException("access denied");
          };
      CompletableFuture<Outcome> outcome = bench.submit("a");
      bench.advance(50_000);
      assertThat(bridge.tokenRequests).isEmpty();
      assertThat(log.lines())
          .containsExactly(
              "WARN The client secret cannot be read: IllegalStateException (access denied); tried"
                  + " again until it works, nothing is lost meanwhile");
      bench.secret = () -> "good";
      bench.advance(31_000);
      assertThat(outcome.getNow(null)).isInstanceOf(Delivered.class);
    }
  }

  @Test
  void refreshesAheadOfTheEnd() {
    bench.submit("a");
    bench.advance(1_340_000);
    bench.submit("still good");
    bench.advance(1_000);
    assertThat(bridge.tokenRequests).hasSize(1);
    bench.advance(300_000);
    bridge.latencyOfTokens = 5_000;
    CompletableFuture<Outcome> outcome = bench.submit("b");
    bench.advance(1_000);
    assertThat(bridge.tokenRequests).as("between 75 and 90 % of 1800 s").hasSize(2);
    assertThat(outcome).as("does not wait for the new one").isDone();
  }

  @Test
  void aRefreshThatFailsLeavesTheTokenInUseUntilItsEnd() {
    bench.submit("a");
    bench.advance(100);
    bridge.auth = number -> status(500);
    for (int i = 0; i < 1_790; i++) {
      bench.submit("b" + i);
      bench.advance(1_000);
    }
    assertThat(bench.counters.answers(2)).isGreaterThanOrEqualTo(1_789);
    assertThat(bridge.tokenRequests.size()).isBetween(5, 60);
    bench.advance(20_000);
    CompletableFuture<Outcome> after = bench.submit("after its end");
    bench.advance(5_000);
    assertThat(after).isNotDone();
    bridge.auth = number -> token("new");
    bench.advance(31_000);
    assertThat(after.getNow(null)).isInstanceOf(Delivered.class);
  }

  @Test
  void theTokenEndpointsRetryAfterIsObeyed() {
    bridge.auth = number -> new Answer(429, "120", null, new byte[0]);
    bench.submit("a");
    bench.advance(119_000);
    assertThat(bridge.tokenRequests).hasSize(1);
    bench.advance(5_000);
    assertThat(bridge.tokenRequests).hasSize(2);
  }

  @Test
  void aTokenEndpointThatDoesNotAnswerIsAskedAgain() {
    bridge.latencyOfTokens = 11_000;
    CompletableFuture<Outcome> outcome = bench.submit("a");
    bench.advance(10_500);
    bridge.latencyOfTokens = 10;
    bench.advance(31_000);
    assertThat(outcome.getNow(null)).isInstanceOf(Delivered.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"access_token\":\"t\"}|t|1800000",
        "{\"access_token\":\"t\",\"expires_in\":60}|t|60000",
        "{\"access_token\":\"t\",\"expires_in\":\"60\"}|t|60000",
        "{\"access_token\":\"t\",\"expires_in\":0}|t|1000",
        "{\"access_token\":\"t\",\"expires_in\":-5}|t|1000",
        "{\"access_token\":\"t\",\"expires_in\":9223372036854775807}|t|86400000",
        "{\"access_token\":\"a b\"}||0",
        "{\"access_token\":\"\"}||0",
        "{\"access_token\":7,\"expires_in\":60}|7|60000",
        "{}||0",
        "[]||0",
        "not json||0",
        "{\"access_token\":\"t\"||0"
      })
  void readsWhatATokenEndpointSays(String body, String token, long lifeMillis) {
    TokenAnswer answer = TokenAnswer.of(body.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.token()).isEqualTo(token == null ? "" : token);
    assertThat(answer.lifeMillis()).isEqualTo(lifeMillis);
    assertThat(answer.problem() == null).isEqualTo(token != null);
    assertThat(answer.toString()).doesNotContain("access_token\":\"");
  }
}
