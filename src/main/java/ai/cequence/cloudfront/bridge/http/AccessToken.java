package ai.cequence.cloudfront.bridge.http;

import ai.cequence.cloudfront.bridge.http.Transport.Answer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The OAuth2 access token of the client-credentials grant: one fetch at a time, refreshed ahead of
 * its end, with a backoff of its own. The secret is read anew for each fetch, so that a rotated one
 * is found. Confined to the client's thread.
 */
final class AccessToken {
  private static final Logger LOG = LoggerFactory.getLogger(AccessToken.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long DEFAULT_LIFE_SECONDS = 1800;
  private static final long MINUTE = 60_000;

  private final URI url;
  private final String clientId;
  private final Supplier<String> secret;
  private final Executor blocking;
  private final Transport transport;
  private final Clockwork clockwork;
  private final Backoff backoff;
  private final DoubleSupplier random;
  private final long timeoutMillis;
  private final Runnable arrived;
  private final ClientCounters counters;
  private final OncePer complaint = new OncePer(MINUTE);

  private @Nullable String token;
  private long endMillis;
  private long refreshMillis;
  private boolean fetching;
  private int failures;
  private boolean closed;

  /**
   * @param blocking runs the secret's supplier, which may wait for Secrets Manager
   * @param arrived called on the client's thread whenever there is a new token
   */
  AccessToken(
      URI url,
      String clientId,
      Supplier<String> secret,
      Executor blocking,
      Transport transport,
      Clockwork clockwork,
      Backoff backoff,
      DoubleSupplier random,
      long timeoutMillis,
      ClientCounters counters,
      Runnable arrived) {
    this.url = url;
    this.clientId = clientId;
    this.secret = secret;
    this.blocking = blocking;
    this.transport = transport;
    this.clockwork = clockwork;
    this.backoff = backoff;
    this.random = random;
    this.timeoutMillis = timeoutMillis;
    this.counters = counters;
    this.arrived = arrived;
  }

  /**
   * A token that is still good, or null: then one is on its way, and {@code arrived} is called when
   * it is there.
   */
  @Nullable String current() {
    long now = clockwork.nowMillis();
    if (token == null || now >= endMillis) {
      token = null;
      fetch();
      return null;
    }
    if (now >= refreshMillis) {
      fetch();
    }
    return token;
  }

  /**
   * The Bridge refused a token: it is not used again. A token that has been replaced since costs
   * nothing.
   */
  void refused(String used) {
    if (used.equals(token)) {
      token = null;
    }
  }

  void close() {
    closed = true;
  }

  private void fetch() {
    if (fetching || closed) {
      return;
    }
    fetching = true;
    var unused =
        CompletableFuture.supplyAsync(secret, blocking)
            .whenComplete((value, e) -> clockwork.execute(() -> post(value, e)));
  }

  private void post(@Nullable String secretValue, @Nullable Throwable failure) {
    if (secretValue == null) {
      String reason = failure == null ? "no value" : reason(failure);
      failed("The client secret cannot be read: " + reason);
      return;
    }
    String form =
        "grant_type=client_credentials&client_id="
            + encoded(clientId)
            + "&client_secret="
            + encoded(secretValue);
    CompletableFuture<Answer> answer =
        transport.post(
            url,
            Map.of(
                "Content-Type", "application/x-www-form-urlencoded", "Accept", "application/json"),
            form.getBytes(StandardCharsets.US_ASCII));
    boolean[] settled = new boolean[1];
    clockwork.after(
        timeoutMillis,
        () -> {
          if (!settled[0]) {
            settled[0] = true;
            answer.cancel(true);
            failed("The token endpoint " + url + " did not answer within " + timeoutMillis + " ms");
          }
        });
    var unused =
        answer.whenComplete(
            (a, e) ->
                clockwork.execute(
                    () -> {
                      if (!settled[0]) {
                        settled[0] = true;
                        answered(a, e);
                      }
                    }));
  }

  private void answered(@Nullable Answer answer, @Nullable Throwable failure) {
    if (answer == null) {
      failed(
          "The token endpoint "
              + url
              + " cannot be reached: "
              + (failure == null ? "no answer" : reason(failure)));
      return;
    }
    if (answer.status() == 400 || answer.status() == 401 || answer.status() == 403) {
      failed(
          "The token endpoint "
              + url
              + " refuses client "
              + clientId
              + " with status "
              + answer.status()
              + ": check bridge/client-id and its secret");
      return;
    }
    if (answer.status() != 200) {
      failed("The token endpoint " + url + " answers with status " + answer.status());
      return;
    }
    accept(answer.body());
  }

  private void accept(byte[] body) {
    JsonNode json;
    try {
      json = JSON.readTree(new String(body, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      failed("The token endpoint " + url + " answers with something that is no JSON");
      return;
    }
    String value = json.path("access_token").asText("");
    if (value.isEmpty() || value.chars().anyMatch(c -> c <= ' ' || c >= 0x7F)) {
      failed("The token endpoint " + url + " answers without a usable access_token");
      return;
    }
    long lifeMillis = Math.max(1, json.path("expires_in").asLong(DEFAULT_LIFE_SECONDS)) * 1000;
    long now = clockwork.nowMillis();
    token = value;
    endMillis = now + lifeMillis;
    // Between 75 and 90 % of its life, so that processes started together do not refresh together.
    refreshMillis = now + (long) (lifeMillis * (0.75 + 0.15 * random.getAsDouble()));
    fetching = false;
    counters.tokenFetched();
    if (failures > 0) {
      LOG.info("The token endpoint {} gives tokens again", url);
    }
    failures = 0;
    complaint.reset();
    arrived.run();
  }

  private void failed(String what) {
    failures++;
    if (complaint.isDue(clockwork.nowMillis())) {
      LOG.warn("{}; tried again until it works, nothing is lost meanwhile", what);
    }
    clockwork.after(
        backoff.delayMillis(failures),
        () -> {
          fetching = false;
          if (token == null) {
            fetch();
          }
        });
  }

  private static String reason(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getClass().getSimpleName();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
