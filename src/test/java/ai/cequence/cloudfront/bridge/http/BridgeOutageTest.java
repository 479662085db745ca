package ai.cequence.cloudfront.bridge.http;

import static ai.cequence.cloudfront.bridge.http.FakeBridge.status;
import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.testing.LogCapture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
