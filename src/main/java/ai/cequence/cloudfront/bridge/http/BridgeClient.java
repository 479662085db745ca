package ai.cequence.cloudfront.bridge.http;

import ai.cequence.cloudfront.bridge.http.Exchanges.Reply;
import ai.cequence.cloudfront.bridge.http.Outcome.Delivered;
import ai.cequence.cloudfront.bridge.http.Transport.Answer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Delivers batches to the Bridge, and tries for ever what another attempt may cure. One per
 * process, shared by all writers: what one request learns (a {@code Retry-After}, an outage, a
 * refused token) holds for all.
 *
 * <p>Threads: {@link #submit} may be called from any and never blocks. All state is confined to the
 * client's own thread; outcomes complete on it, so callbacks must be short.
 */
public final class BridgeClient implements AutoCloseable {
  /**
   * Hears of failed attempts, so that they can be kept with the batch. Called on the client's
   * thread.
   */
  public interface Progress {
    void attemptFailed(Delivery updated);
  }

  private final IngestRequests requests;
  private final Exchanges exchanges;
  private final Clockwork clockwork;
  private final Pace pace;
  private final Backoff backoff;
  private final AccessToken token;
  private final ClientCounters counters;
  private final Runnable onClose;

  private final DeliveryQueue queue = new DeliveryQueue();
  private final OutageLog log;
  private final WakeUp wakeUp;

  private int inFlight;
  private boolean closed;

  private volatile BridgeStatus status;

  /**
   * @param exchanges under the requests and the token; closed with the client
   * @param backoff of a single delivery
   * @param tokens makes the token's keeper, which calls back when a token has arrived
   * @param onClose closes what the client was given, on the client's thread
   */
  BridgeClient(
      IngestRequests requests,
      Exchanges exchanges,
      Clockwork clockwork,
      Pace pace,
      Backoff backoff,
      ClientCounters counters,
      Function<Runnable, AccessToken> tokens,
      Runnable onClose) {
    this.requests = requests;
    this.exchanges = exchanges;
    this.clockwork = clockwork;
    this.pace = pace;
    this.backoff = backoff;
    this.counters = counters;
    this.onClose = onClose;
    this.log = new OutageLog(requests.url());
    this.wakeUp = new WakeUp(clockwork, this::dispatch);
    this.token = tokens.apply(this::dispatch);
    this.status = new BridgeStatus(0, pace.allowed(), 0, 0);
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
          pending.dueMillis = clockwork.nowMillis();
          queue.add(pending);
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
          wakeUp.cancel();
          token.close();
          exchanges.close();
          onClose.run();
        });
  }

  /** Sends as much as may be sent now, and sets the alarm for when more may be. */
  private void dispatch() {
    if (closed) {
      return;
    }
    long now = clockwork.nowMillis();
    for (Pending next = sendable(now); next != null; next = sendable(now)) {
      String bearer = token.current();
      if (bearer == null) {
        break;
      }
      queue.removeFirst();
      next.start = pace.started(now);
      send(next, bearer);
    }
    wakeUp.at(nextSend(), now);
    status = new BridgeStatus(inFlight, pace.allowed(), queue.size(), pace.failingSince());
  }

  private @Nullable Pending sendable(long now) {
    if (!pace.mayStart(inFlight, now)) {
      return null;
    }
    // While the Bridge is down the first in the queue is the probe, even before its own time.
    return pace.isDown() ? queue.first() : queue.due(now);
  }

  /** When time alone lets more be sent; an answer or a token dispatches by itself. */
  private long nextSend() {
    Pending first = queue.first();
    if (first == null) {
      return Long.MAX_VALUE;
    }
    return pace.isDown() ? pace.notBefore() : Math.max(pace.notBefore(), first.dueMillis);
  }

  private void send(Pending pending, String bearer) {
    inFlight++;
    if (pending.delivery.attempts() > 0) {
      counters.retried(pending.lastStatus);
    }
    requests.send(pending.delivery.batch(), bearer, reply -> settled(pending, bearer, reply));
  }

  private void settled(Pending pending, String bearer, Reply reply) {
    inFlight--;
    Answer answer = reply.answer();
    if (answer == null) {
      counters.unanswered();
      failed(pending, 0, reply.failure());
    } else {
      counters.answered(answer.status(), reply.millis());
      judge(pending, bearer, answer, reply.millis());
    }
    dispatch();
  }

  private void judge(Pending pending, String bearer, Answer answer, long millis) {
    long now = clockwork.nowMillis();
    AnswerKind kind = AnswerKind.of(answer.status());
    if (kind != AnswerKind.DELIVERED) {
      pace.askedToWait(RetryAfter.millis(answer.retryAfter(), now), now);
    }
    switch (kind) {
      case DELIVERED -> {
        answeredAtAll(bearer, now);
        pace.delivered();
        pending.outcome.complete(new Delivered(pending.delivery, millis));
      }
      case TOO_LARGE, REFUSED -> {
        answeredAtAll(bearer, now);
        pending.outcome.complete(Outcome.refused(pending.delivery, answer, bearer));
      }
      case UNAUTHORIZED -> unauthorized(pending, bearer, answer.status());
      case RETRY ->
          failed(
              pending,
              answer.status(),
              isRedirect(answer) ? "a redirect, which is never followed" : "");
    }
  }

  private static boolean isRedirect(Answer answer) {
    return answer.status() >= 300 && answer.status() <= 399;
  }

  /**
   * A token that worked before is replaced, and the request repeated at once, but only once for
   * each delivery: what the Bridge refuses with a fresh token too waits as after any failure.
   */
  private void unauthorized(Pending pending, String bearer, int statusCode) {
    boolean freshMayHelp = token.refused(bearer, pending.retriedWithFreshToken);
    if (!freshMayHelp || pending.retriedWithFreshToken) {
      failed(pending, statusCode, "the access token is not accepted");
      return;
    }
    pending.retriedWithFreshToken = true;
    pace.undecided(pending.start);
    attemptFailed(pending, statusCode);
    queue.putBack(pending);
  }

  private void failed(Pending pending, int statusCode, String detail) {
    long now = clockwork.nowMillis();
    pace.failed(pending.start, now);
    attemptFailed(pending, statusCode);
    pending.dueMillis = now + backoff.delayMillis(pending.delivery.attempts());
    queue.add(pending);
    log.failed(statusCode, detail, queue.size() + inFlight, now);
  }

  private void attemptFailed(Pending pending, int statusCode) {
    pending.lastStatus = statusCode;
    pending.delivery = pending.delivery.failedAt(clockwork.nowMillis());
    pending.progress.attemptFailed(pending.delivery);
  }

  private void answeredAtAll(String bearer, long now) {
    token.accepted(bearer);
    if (pace.isDown()) {
      log.answersAgain(now - pace.failingSince());
    }
    pace.answered();
  }
}
