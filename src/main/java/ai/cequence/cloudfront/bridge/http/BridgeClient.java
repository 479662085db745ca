package ai.cequence.cloudfront.bridge.http;

import ai.cequence.cloudfront.bridge.http.Outcome.Delivered;
import ai.cequence.cloudfront.bridge.http.Outcome.Refused;
import ai.cequence.cloudfront.bridge.http.Outcome.Split;
import ai.cequence.cloudfront.bridge.http.Transport.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers batches to the Bridge, and tries for ever what another attempt may cure. One per
 * process, shared by all writers: what one request learns (a {@code Retry-After}, an outage, a
 * refused token) holds for all.
 *
 * <p>Threads: {@link #submit} may be called from any and never blocks. All state is confined to the
 * client's own thread; outcomes complete on it, so callbacks must be short.
 *
 * <p>While the Bridge is down ({@value #DOWN_AFTER} failures in a row without a success) one
 * request at a time asks whether it is back.
 */
public final class BridgeClient implements AutoCloseable {
  /** Failures in a row after which the Bridge counts as down. */
  static final int DOWN_AFTER = 5;

  private static final Logger LOG = LoggerFactory.getLogger(BridgeClient.class);
  private static final long MINUTE = 60_000;
  private static final int MOST_ANSWER_CHARACTERS = 1000;

  /**
   * Fixed parts of a client.
   *
   * @param ingestUrl complete URL
   * @param userAgent value of {@code User-Agent}
   * @param maxInFlight most requests at once
   * @param timeoutMillis from a request's start to its complete answer
   * @param gzip whether bodies are compressed
   */
  record Options(
      URI ingestUrl, String userAgent, int maxInFlight, long timeoutMillis, boolean gzip) {}

  /**
   * Hears of failed attempts, so that they can be kept with the batch. Called on the client's
   * thread.
   */
  public interface Progress {
    void attemptFailed(Delivery updated);
  }

  /** A delivery in the client's hands. */
  private static final class Pending {
    final Progress progress;
    final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    Delivery delivery;
    long notBefore;

    Pending(Delivery delivery, Progress progress) {
      this.delivery = delivery;
      this.progress = progress;
    }
  }

  /** A request under way; equal to nothing but itself. */
  private static final class Exchange {
    final CompletableFuture<Answer> answer;

    Exchange(CompletableFuture<Answer> answer) {
      this.answer = answer;
    }
  }

  private final Options options;
  private final Transport transport;
  private final Clockwork clockwork;
  private final Backoff backoff;
  private final Executor compressing;
  private final AccessToken token;
  private final ClientCounters counters;
  private final Concurrency concurrency;
  private final Runnable onClose;

  private final Deque<Pending> ready = new ArrayDeque<>();
  private final PriorityQueue<Pending> waiting =
      new PriorityQueue<>(Comparator.comparingLong((Pending p) -> p.notBefore));
  private final Set<Exchange> underWay = new HashSet<>();
  private final OncePer complaint = new OncePer(MINUTE);

  private int inFlight;
  private int failuresInARow;
  private long holdUntil;
  private long downSince;
  private long wakeAt = Long.MAX_VALUE;
  private @Nullable String provenToken;
  private boolean closed;

  private volatile BridgeStatus status;

  BridgeClient(
      Options options,
      Transport transport,
      Clockwork clockwork,
      Backoff backoff,
      Executor compressing,
      ClientCounters counters,
      TokenFactory tokens,
      Runnable onClose) {
    this.options = options;
    this.transport = transport;
    this.clockwork = clockwork;
    this.backoff = backoff;
    this.compressing = compressing;
    this.counters = counters;
    this.onClose = onClose;
    this.concurrency = new Concurrency(options.maxInFlight());
    this.token = tokens.create(this::dispatch);
    this.status = new BridgeStatus(0, options.maxInFlight(), 0, 0);
  }

  /** Makes the client's token source, which calls back when a token has arrived. */
  interface TokenFactory {
    AccessToken create(Runnable arrived);
  }

  /**
   * Delivers a batch. The future never fails; it stays open for as long as the Bridge is down, or
   * for ever where the client is closed first.
   *
   * @param progress hears of each failed attempt
   */
  public CompletableFuture<Outcome> submit(Delivery delivery, Progress progress) {
    Pending pending = new Pending(delivery, progress);
    clockwork.execute(
        () -> {
          ready.addLast(pending);
          dispatch();
        });
    return pending.outcome;
  }

  /** How it goes, for metrics. */
  public BridgeStatus status() {
    return status;
  }

  public ClientCounters counters() {
    return counters;
  }

  @Override
  public void close() {
    clockwork.execute(
        () -> {
          closed = true;
          token.close();
          underWay.forEach(exchange -> exchange.answer.cancel(true));
          transport.close();
          clockwork.close();
          onClose.run();
        });
  }

  private boolean isDown() {
    return failuresInARow >= DOWN_AFTER;
  }

  /** Sends as much as may be sent now, and sets the alarm for when more may be. */
  private void dispatch() {
    long now = clockwork.nowMillis();
    while (!waiting.isEmpty() && waiting.element().notBefore <= now) {
      ready.addFirst(waiting.remove());
    }
    int allowed = isDown() ? 1 : concurrency.allowed();
    while (!closed && inFlight < allowed && now >= holdUntil) {
      Pending next = isDown() && ready.isEmpty() ? waiting.peek() : ready.peekFirst();
      if (next == null) {
        break;
      }
      String bearer = token.current();
      if (bearer == null) {
        break;
      }
      if (!ready.remove(next)) {
        waiting.remove(next);
      }
      send(next, bearer);
    }
    setAlarm(now);
    status = new BridgeStatus(inFlight, allowed, ready.size() + waiting.size(), downSince);
  }

  private void setAlarm(long now) {
    long next = Long.MAX_VALUE;
    if (!ready.isEmpty() && holdUntil > now) {
      next = holdUntil;
    }
    if (!waiting.isEmpty()) {
      next = Math.min(next, Math.max(isDown() ? 0 : waiting.element().notBefore, holdUntil));
    }
    if (next <= now || (next >= wakeAt && wakeAt > now)) {
      return;
    }
    if (next != Long.MAX_VALUE) {
      wakeAt = next;
      clockwork.after(next - now, this::alarm);
    }
  }

  private void alarm() {
    wakeAt = Long.MAX_VALUE;
    dispatch();
  }

  private void send(Pending pending, String bearer) {
    inFlight++;
    byte[] body = pending.delivery.batch().body();
    if (!options.gzip()) {
      post(pending, bearer, body);
      return;
    }
    var unused =
        CompletableFuture.supplyAsync(() -> compressed(body), compressing)
            .whenComplete(
                (gzipped, e) ->
                    clockwork.execute(
                        () -> post(pending, bearer, gzipped == null ? body : gzipped)));
  }

  private void post(Pending pending, String bearer, byte[] body) {
    byte[] plain = pending.delivery.batch().body();
    Map<String, String> headers = new HashMap<>();
    headers.put("Authorization", "Bearer " + bearer);
    headers.put("Content-Type", "application/json");
    headers.put("User-Agent", options.userAgent());
    headers.put("Idempotency-Key", pending.delivery.batch().idempotencyKey());
    if (body != plain) {
      headers.put("Content-Encoding", "gzip");
    }
    long start = clockwork.nowMillis();
    counters.sent(pending.delivery.attempts() > 0, plain.length, body.length);
    CompletableFuture<Answer> answer = transport.post(options.ingestUrl(), headers, body);
    Exchange exchange = new Exchange(answer);
    underWay.add(exchange);
    clockwork.after(
        options.timeoutMillis(),
        () -> {
          if (underWay.remove(exchange)) {
            answer.cancel(true);
            failed(pending, 0, "no whole answer within " + options.timeoutMillis() + " ms", 0);
          }
        });
    var unused =
        answer.whenComplete(
            (a, e) ->
                clockwork.execute(
                    () -> {
                      // An answer after the time-out comes too late: the batch is tried again.
                      if (underWay.remove(exchange)) {
                        settled(pending, bearer, start, a, e);
                      }
                    }));
  }

  private void settled(
      Pending pending,
      String bearer,
      long start,
      @Nullable Answer answer,
      @Nullable Throwable failure) {
    long now = clockwork.nowMillis();
    if (answer == null) {
      failed(pending, 0, failure == null ? "no answer" : said(failure), 0);
      return;
    }
    counters.answered(now - start);
    AnswerKind kind = AnswerKind.of(answer.status());
    if (kind == AnswerKind.DELIVERED
        || kind == AnswerKind.TOO_LARGE
        || kind == AnswerKind.REFUSED) {
      provenToken = bearer;
      answeredAtAll(now);
    }
    switch (kind) {
      case DELIVERED -> {
        concurrency.succeeded();
        finish(pending, new Delivered(pending.delivery, now - start));
      }
      case UNAUTHORIZED -> unauthorized(pending, bearer, answer.status());
      case RETRY ->
          failed(
              pending,
              answer.status(),
              isRedirect(answer) ? "a redirect, which is never followed" : "",
              RetryAfter.millis(answer.retryAfter(), now));
      case TOO_LARGE, REFUSED -> {
        counters.failed(answer.status());
        finish(pending, refused(pending.delivery, answer));
      }
    }
  }

  private static boolean isRedirect(Answer answer) {
    return answer.status() >= 300 && answer.status() <= 399;
  }

  private static Outcome refused(Delivery delivery, Answer answer) {
    int size = delivery.batch().size();
    if (size > 1) {
      int half = size / 2;
      return new Split(delivery, List.of(delivery.slice(0, half), delivery.slice(half, size)));
    }
    String body = new String(answer.body(), StandardCharsets.UTF_8);
    return new Refused(
        delivery,
        answer.status(),
        body.substring(0, Math.min(body.length(), MOST_ANSWER_CHARACTERS)));
  }

  /**
   * A token that worked before is replaced at once; one that never worked is the Bridge's trouble,
   * and waits.
   */
  private void unauthorized(Pending pending, String bearer, int statusCode) {
    token.refused(bearer);
    if (bearer.equals(provenToken)) {
      counters.failed(statusCode);
      inFlight--;
      pending.delivery = pending.delivery.failedAt(clockwork.nowMillis());
      pending.progress.attemptFailed(pending.delivery);
      ready.addFirst(pending);
      dispatch();
    } else {
      failed(pending, statusCode, "the access token is not accepted", 0);
    }
  }

  private void failed(Pending pending, int statusCode, String detail, long retryAfterMillis) {
    long now = clockwork.nowMillis();
    counters.failed(statusCode);
    concurrency.failed();
    inFlight--;
    failuresInARow++;
    if (downSince == 0) {
      downSince = now;
    }
    pending.delivery = pending.delivery.failedAt(now);
    pending.progress.attemptFailed(pending.delivery);
    pending.notBefore = now + backoff.delayMillis(pending.delivery.attempts());
    waiting.add(pending);
    if (retryAfterMillis > 0) {
      holdUntil = Math.max(holdUntil, now + retryAfterMillis);
    }
    if (isDown()) {
      holdUntil = Math.max(holdUntil, now + backoff.delayMillis(failuresInARow - DOWN_AFTER + 3));
    }
    if (complaint.isDue(now)) {
      LOG.warn(
          "The Bridge at {} {}{}; {} requests wait and are tried again until they are delivered",
          options.ingestUrl(),
          statusCode == 0 ? "cannot be reached: " : "answers with status " + statusCode,
          statusCode == 0 ? detail : detail.isEmpty() ? "" : " (" + detail + ")",
          ready.size() + waiting.size() + inFlight);
    }
    dispatch();
  }

  private void answeredAtAll(long now) {
    if (isDown()) {
      LOG.info(
          "The Bridge at {} answers again after {} s",
          options.ingestUrl(),
          (now - downSince) / 1000);
      holdUntil = 0;
    }
    failuresInARow = 0;
    downSince = 0;
    complaint.reset();
  }

  private void finish(Pending pending, Outcome outcome) {
    inFlight--;
    pending.outcome.complete(outcome);
    dispatch();
  }

  private static byte[] compressed(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 4 + 64);
    try (GZIPOutputStream gzip = new FastGzip(out)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory failed", e);
    }
    return out.toByteArray();
  }

  /** Level 1: most of the gain at a third of the cost. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(ByteArrayOutputStream out) throws IOException {
      super(out, 8192);
      def.setLevel(java.util.zip.Deflater.BEST_SPEED);
    }
  }

  private static String said(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return cause.getClass().getSimpleName() + (message == null ? "" : " (" + message + ")");
  }
}
