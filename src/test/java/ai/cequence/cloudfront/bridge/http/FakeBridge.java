package ai.cequence.cloudfront.bridge.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Token endpoint and Bridge as a transport; each request is answered by a function that a test
 * gives.
 */
@SuppressWarnings("FutureReturnValueIgnored") // alarms that are never cancelled
final class FakeBridge implements Transport {
  /** A request to the ingest endpoint. */
  record Request(long atMillis, Map<String, String> headers, String body) {
    String key() {
      return headers.get("Idempotency-Key");
    }

    String token() {
      return headers.get("Authorization");
    }

    /** How many transactions it holds. */
    int size() {
      return body.split("\"transaction-id\"", -1).length - 1;
    }
  }

  final List<Request> requests = new ArrayList<>();
  final List<Long> tokenRequests = new ArrayList<>();
  int cancelled;
  int underWay;
  int mostUnderWay;

  /** null: no answer at all. */
  Function<Request, @Nullable Answer> bridge = request -> status(200);

  Function<Integer, Answer> auth = number -> token("token-" + number);
  private final FakeClockwork clockwork;
  long latencyMillis = 10;
  long latencyOfTokens = 10;
  boolean throwsAtOnce;
  String lastForm = "";

  FakeBridge(FakeClockwork clockwork) {
    this.clockwork = clockwork;
  }

  static Answer status(int status) {
    return new Answer(status, null, null, new byte[0]);
  }

  static Answer token(String token) {
    return new Answer(
        200,
        null,
        null,
        ("{\"access_token\":\"" + token + "\",\"expires_in\":1800}")
            .getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public CompletableFuture<Answer> post(URI url, Map<String, String> headers, byte[] body) {
    CompletableFuture<Answer> future = new CompletableFuture<>();
    if (url.getPath().equals("/token")) {
      tokenRequests.add(clockwork.nowMillis());
      lastForm = new String(body, StandardCharsets.UTF_8);
      Answer answer = auth.apply(tokenRequests.size());
      clockwork.after(latencyOfTokens, () -> future.complete(answer));
      return future;
    }
    Request request =
        new Request(clockwork.nowMillis(), headers, new String(body, StandardCharsets.UTF_8));
    requests.add(request);
    if (throwsAtOnce) {
      future.complete(bridge.apply(request));
      return future;
    }
    future.whenComplete((a, e) -> cancelled += future.isCancelled() ? 1 : 0);
    underWay++;
    mostUnderWay = Math.max(mostUnderWay, underWay);
    clockwork.after(
        latencyMillis,
        () -> {
          underWay--;
          Answer answer = bridge.apply(request);
          if (answer != null) {
            future.complete(answer);
          }
        });
    return future;
  }

  @Override
  public void close() {}
}
