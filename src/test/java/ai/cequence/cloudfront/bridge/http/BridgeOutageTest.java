package ai.cequence.cloudfront.bridge.http;

import static ai.cequence.cloudfront.bridge.http.FakeBridge.status;
import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.bridge.http.Transport.Answer;
import ai.cequence.cloudfront.testing.LogCapture;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Half an hour without the Bridge, on a clock that the test turns. */
@SuppressWarnings("FutureReturnValueIgnored") // outcomes of no interest
class BridgeOutageTest {
  private static final long HALF_AN_HOUR = 1_800_000;

  private final ClientBench bench = new ClientBench();
  private final FakeBridge bridge = bench.bridge;

  private List<CompletableFuture<Outcome>> submit(int batches) {
    List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < batches; i++) {
      outcomes.add(bench.submit("a" + i));
    }
    return outcomes;
  }

  /** Most requests that began within any second. */
  private static int mostInASecond(List<Long> times) {
    int most = 0;
    int first = 0;
    for (int i = 0; i < times.size(); i++) {
      while (times.get(first) <= times.get(i) - 1_000) {
        first++;
      }
      most = Math.max(most, i - first + 1);
    }
    return most;
  }

  @ParameterizedTest
  @ValueSource(ints = {503, 429, 302, 0})
  void anOutageIsOneProbeAtATime(int status) {
    bench.submit("warm");
    bench.advance(100);
    bridge.bridge = request -> status == 0 ? null : status(status);
    List<CompletableFuture<Outcome>> outcomes = submit(100);
    bench.advance(30_000);
    int atStart = bridge.requests.size();
    bridge.mostUnderWay = 0;
    bench.advance(HALF_AN_HOUR);

    List<Long> times =
        bridge.requests.stream().skip(atStart).map(FakeBridge.Request::atMillis).toList();
    assertThat(bridge.mostUnderWay).isEqualTo(1);
    assertThat(mostInASecond(times)).isLessThanOrEqualTo(2);
    assertThat(times.size()).as("requests in 30 minutes").isBetween(90, 600);
    assertThat(atStart).isLessThan(30);
    assertThat(bench.client.status().allowed()).isEqualTo(1);
    assertThat(bench.client.status().failingSinceMillis()).isPositive();

    bridge.bridge = request -> status(200);
    bench.advance(40_000);
    assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).isDone());
    assertThat(bench.client.status()).isEqualTo(new BridgeStatus(0, 8, 0, 0));
  }

  /** Full jitter at its shortest, so that nothing but the pace holds a request back. */
  private static ClientBench impatient() {
    ClientBench bench = new ClientBench(8, false, () -> 0);
    bench.submit("warm");
    bench.advance(1_000);
    bench.bridge.requests.clear();
    return bench;
  }

  private static List<Long> starts(ClientBench bench, long since) {
    return bench.bridge.requests.stream().map(request -> request.atMillis() - since).toList();
  }

  @Test
  void eightUnderWayFailTogetherAndAreFollowedByTwoRequestsASecond() {
    ClientBench impatient = impatient();
    impatient.bridge.bridge = request -> status(503);
    long down = impatient.clockwork.nowMillis();
    for (int i = 0; i < 50; i++) {
      impatient.submit("a" + i);
    }
    impatient.advance(4_000);

    // All eight are answered after 10 ms; the fifth failure in a row, at 1520, waits 500 ms more.
    assertThat(starts(impatient, down))
        .containsExactly(
            0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 10L, 510L, 1_010L, 1_510L, 2_020L, 2_530L, 3_040L,
            3_550L);
  }

  @Test
  void whereTheyFailOneAfterTheOtherNothingIsSentInTheirPlace() {
    ClientBench impatient = impatient();
    long down = impatient.clockwork.nowMillis();
    impatient.bridge.bridge = request -> status(503);
    for (int i = 0; i < 8; i++) {
      impatient.bridge.latencyMillis = 100L + 100L * i;
      impatient.submit("a" + i);
      impatient.advance(0);
    }
    impatient.bridge.latencyMillis = 10;
    impatient.advance(1_200);

    assertThat(starts(impatient, down))
        .containsExactly(0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 101L, 601L, 1_101L);
  }

  @Test
  void aTokenThatEndsInAnOutageMakesNoMoreOfThem() {
    ClientBench impatient = impatient();
    impatient.advance(1_300_000);
    impatient.bridge.bridge = request -> status(503);
    impatient.bridge.auth = number -> status(503);
    impatient.submit("a");
    impatient.advance(2_000_000);

    assertThat(impatient.bridge.tokenRequests.size()).as("first, refreshes").isGreaterThan(50);
    List<Long> times = new ArrayList<>(impatient.bridge.tokenRequests);
    impatient.bridge.requests.forEach(request -> times.add(request.atMillis()));
    assertThat(mostInASecond(times.stream().sorted().toList())).isLessThanOrEqualTo(3);
  }

  /** How long 400 requests take where one of them fails, milliseconds. */
  private static long millisFor400(int failing) {
    ClientBench bench = impatient();
    bench.bridge.latencyMillis = 100;
    bench.bridge.bridge =
        request -> status(bench.bridge.requests.indexOf(request) == failing ? 503 : 200);
    List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      outcomes.add(bench.submit("a" + i));
    }
    long start = bench.clockwork.nowMillis();
    while (!outcomes.stream().allMatch(CompletableFuture::isDone)) {
      bench.advance(100);
    }
    return bench.clockwork.nowMillis() - start;
  }

  /** Eight at a time, 100 ms each: 50 rounds. The repeat of the failed one is a 51st. */
  @ParameterizedTest
  @CsvSource({"-1, 5000", "160, 5100", "167, 5100"})
  void oneFailureAmongSuccessesCostsARound(int failing, long millis) {
    assertThat(millisFor400(failing)).isEqualTo(millis);
  }

  @Test
  void aRequestThatHangsDoesNotKeepTheOthersWaitingAfterAFailure() {
    ClientBench impatient = impatient();
    impatient.bridge.latencyMillis = 9_000;
    impatient.submit("hangs");
    impatient.advance(0);
    impatient.bridge.latencyMillis = 10;
    impatient.bridge.bridge = request -> status(request.body().contains("\"bad\"") ? 503 : 200);
    impatient.submit("bad");
    impatient.advance(30);
    CompletableFuture<Outcome> next = impatient.submit("next");
    // The bad one is repeated at 11 and at 511, then it is the turn of the next.
    impatient.advance(1_000);
    assertThat(next).isDone();
  }

  @Test
  void aStormOf429IsAnOutageAndItsRetryAfterIsObeyed() {
    ClientBench impatient = impatient();
    impatient.bridge.bridge = request -> new Answer(429, "2", null, new byte[0]);
    long down = impatient.clockwork.nowMillis();
    for (int i = 0; i < 50; i++) {
      impatient.submit("a" + i);
    }
    impatient.advance(8_000);
    // Answered at 10, 2020, 4030 and 6040.
    assertThat(starts(impatient, down))
        .containsExactly(0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 2_010L, 4_020L, 6_030L);
  }

  /** Takes ten requests in each second of its clock; the rest of them are 429. */
  @Test
  void aBridgeThatTakesTenASecondGetsTheseAndFewMore() {
    ClientBench impatient = impatient();
    Map<Long, Integer> taken = new HashMap<>();
    impatient.bridge.bridge =
        request ->
            status(taken.merge(request.atMillis() / 1_000, 1, Integer::sum) <= 10 ? 200 : 429);
    List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      outcomes.add(impatient.submit("a" + i));
    }
    impatient.advance(10_000);
    assertThat(outcomes).as("ten seconds' worth").allSatisfy(o -> assertThat(o).isDone());
    // Up to eight under way when the ten are taken, one at once, one half a second later.
    assertThat(taken.values()).allSatisfy(count -> assertThat(count).isLessThanOrEqualTo(20));
  }

  @Test
  void bothEndpointsDownAreNotHammeredEither() {
    bridge.auth = number -> status(503);
    List<CompletableFuture<Outcome>> outcomes = submit(100);
    bench.advance(HALF_AN_HOUR);
    assertThat(bridge.requests).isEmpty();
    assertThat(bridge.tokenRequests.size()).isBetween(60, 300);
    bridge.auth = number -> FakeBridge.token("late");
    bench.advance(60_000);
    assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).isDone());
  }

  @Test
  void saysOnceAMinuteThatTheBridgeIsDownAndOnceThatItIsBack() {
    try (LogCapture log = new LogCapture(OutageLog.class)) {
      bridge.bridge = request -> status(503);
      submit(10);
      bench.advance(600_000);
      assertThat(log.lines().size()).isBetween(8, 11);
      assertThat(log.lines())
          .allSatisfy(
              line ->
                  assertThat(line)
                      .startsWith("WARN The Bridge at http://bridge/in answers with status 503; ")
                      .endsWith(" requests wait and are tried again until they are delivered"));
      bridge.bridge = request -> status(200);
      bench.advance(60_000);
      assertThat(log.lines().get(log.lines().size() - 1))
          .matches("INFO The Bridge at http://bridge/in answers again after \\d+ s");
    }
  }

  @Test
  void aBridgeThatFailsNowAndThenIsNoFloodOfLines() {
    try (LogCapture log = new LogCapture(OutageLog.class)) {
      bridge.bridge = request -> status(request.atMillis() % 3 == 0 ? 503 : 200);
      for (int i = 0; i < 2_000; i++) {
        bench.submit("a" + i);
        bench.advance(31);
      }
      assertThat(log.lines().size()).isLessThanOrEqualTo(3);
    }
  }
}
