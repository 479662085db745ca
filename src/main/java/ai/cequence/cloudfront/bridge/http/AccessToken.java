package ai.cequence.cloudfront.bridge.http;

import ai.cequence.cloudfront.bridge.http.Exchanges.Reply;
import ai.cequence.cloudfront.bridge.http.Transport.Answer;
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
  private static final long MINUTE = 60_000;
  private static final long BACKOFF_BASE_MILLIS = 500;
  private static final long BACKOFF_CAP_MILLIS = 30_000;

  /** Full jitter may say "at once"; beside the Bridge's probes one request a second is enough. */
  private static final long SHORTEST_WAIT_MILLIS = 1_000;

  /**
   * Who asks, and where.
   *
   * @param url the token endpoint, complete
   * @param secret asked for each token; may block
   */
  record Credentials(URI url, String clientId, Supplier<String> secret) {}

  private final Credentials credentials;
  private final Executor blocking;
  private final Exchanges exchanges;
  private final Clockwork clockwork;
  private final Backoff backoff;
  private final DoubleSupplier random;
  private final ClientCounters counters;
  private final Runnable arrived;
  private final OncePer complaint = new OncePer(MINUTE);

  private @Nullable String token;
  private boolean proven;
  private long endMillis;
  private long refreshMillis;

  private @Nullable String dropped;
  private boolean droppedHadWorked;

  private boolean fetching;
  private long notBefore;
  private int failures;
  private int refusals;
  private boolean closed;

  /**
   * @param blocking runs the secret's supplier, which may wait for Secrets Manager
   * @param random uniform in [0, 1)
   * @param arrived called on the client's thread whenever there is a new token
   */
  AccessToken(
      Credentials credentials,
      Executor blocking,
      Exchanges exchanges,
      Clockwork clockwork,
      DoubleSupplier random,
      ClientCounters counters,
      Runnable arrived) {
    this.credentials = credentials;
    this.blocking = blocking;
    this.exchanges = exchanges;
    this.clockwork = clockwork;
    this.backoff = new Backoff(BACKOFF_BASE_MILLIS, BACKOFF_CAP_MILLIS, random);
    this.random = random;
    this.counters = counters;
    this.arrived = arrived;
  }

  /**
   * A token that is still good, or null: then one is on its way, and {@code arrived} is called when
   * it is there.
   */
  @Nullable String current() {
    long now = clockwork.nowMillis();
    if (token != null && now >= endMillis) {
      token = null;
    }
    if (token == null || now >= refreshMillis) {
      fetch(now);
    }
    return token;
  }

  /** The Bridge took a request with this token. */
  void accepted(String used) {
    if (used.equals(token)) {
      proven = true;
      refusals = 0;
    }
  }

  /**
   * The Bridge refused a token: it is not used again. One that has been replaced since costs
   * nothing; one that never worked is followed by another only after a backoff.
   *
   * @param again whether the same request was refused with an earlier token; then others are the
   *     better judges, and the token goes only when nobody else is served with it
   * @return whether a fresh token may help
   */
  boolean refused(String used, boolean again) {
    if (!used.equals(token)) {
      return !used.equals(dropped) || droppedHadWorked;
    }
    boolean worked = proven;
    proven = false;
    if (worked && again) {
      return false;
    }
    dropped = token;
    droppedHadWorked = worked;
    token = null;
    if (!worked) {
      refusals++;
      waitFor(backoff.delayMillis(refusals));
    }
    return worked;
  }

  void close() {
    closed = true;
  }

  private void waitFor(long millis) {
    long shortest = Math.max(SHORTEST_WAIT_MILLIS, millis);
    notBefore = Math.max(notBefore, clockwork.nowMillis() + shortest);
  }

  private void fetch(long now) {
    if (fetching || closed) {
      return;
    }
    fetching = true;
    if (now < notBefore) {
      var unused = clockwork.after(notBefore - now, this::readSecret);
    } else {
      readSecret();
    }
  }

  private void readSecret() {
    if (closed) {
      return;
    }
    var unused =
        CompletableFuture.supplyAsync(credentials.secret(), blocking)
            .whenComplete((value, e) -> clockwork.execute(() -> post(value, e)));
  }

  private void post(@Nullable String secret, @Nullable Throwable failure) {
    if (secret == null || secret.isEmpty()) {
      String reason = failure == null ? "it is empty" : Cause.of(failure);
      failed("The client secret cannot be read: " + reason, 0);
      return;
    }
    String form =
        "grant_type=client_credentials&client_id="
            + encoded(credentials.clientId())
            + "&client_secret="
            + encoded(secret);
    exchanges.post(
        credentials.url(),
        Map.of("Content-Type", "application/x-www-form-urlencoded", "Accept", "application/json"),
        form.getBytes(StandardCharsets.US_ASCII),
        this::answered);
  }

  private void answered(Reply reply) {
    Answer answer = reply.answer();
    String endpoint = "The token endpoint " + credentials.url();
    if (answer == null) {
      failed(endpoint + " cannot be reached: " + reply.failure(), 0);
      return;
    }
    int status = answer.status();
    if (status == 400 || status == 401 || status == 403) {
      failed(
          endpoint
              + " refuses client "
              + credentials.clientId()
              + " with status "
              + status
              + ": check bridge/client-id and its secret",
          0);
      return;
    }
    if (status < 200 || status > 299) {
      failed(
          endpoint + " answers with status " + status,
          RetryAfter.millis(answer.retryAfter(), clockwork.nowMillis()));
      return;
    }
    TokenAnswer given = TokenAnswer.of(answer.body());
    if (given.problem() == null) {
      accept(given);
    } else {
      failed(endpoint + " answers " + given.problem(), 0);
    }
  }

  private void accept(TokenAnswer given) {
    long now = clockwork.nowMillis();
    token = given.token();
    proven = false;
    endMillis = now + given.lifeMillis();
    // Between 75 and 90 % of its life, so that processes started together do not refresh together.
    refreshMillis = now + (long) (given.lifeMillis() * (0.75 + 0.15 * random.getAsDouble()));
    fetching = false;
    counters.tokenFetched();
    if (failures > 0) {
      LOG.info("The token endpoint {} gives tokens again", credentials.url());
      complaint.reset();
    }
    failures = 0;
    arrived.run();
  }

  private void failed(String what, long retryAfterMillis) {
    failures++;
    fetching = false;
    waitFor(Math.max(retryAfterMillis, backoff.delayMillis(failures)));
    long now = clockwork.nowMillis();
    if (complaint.isDue(now)) {
      LOG.warn("{}; tried again until it works, nothing is lost meanwhile", what);
    }
    if (token == null) {
      fetch(now);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
