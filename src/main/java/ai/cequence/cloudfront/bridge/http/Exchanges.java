package ai.cequence.cloudfront.bridge.http;

import ai.cequence.cloudfront.bridge.http.Transport.Answer;
import java.net.URI;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests with a time limit. Each gets exactly one {@link Reply}, on the client's thread; an
 * answer that comes after it is ignored. Confined to the client's thread.
 */
final class Exchanges {

  /**
   * How a request ended.
   *
   * @param answer null where there was no whole one in time
   * @param failure why there is no answer; empty where there is one
   * @param millis from the request's start to here
   */
  record Reply(@Nullable Answer answer, String failure, long millis) {}

  /** A request under way; equal to nothing but itself. */
  private static final class Exchange {
    final CompletableFuture<Answer> answer;
    Clockwork.Alarm timeout = () -> {};

    Exchange(CompletableFuture<Answer> answer) {
      this.answer = answer;
    }
  }

  private final Transport transport;
  private final Clockwork clockwork;
  private final long timeoutMillis;
  private final Set<Exchange> underWay = new HashSet<>();
  private boolean closed;

  /**
   * @param timeoutMillis from a request's start to its complete answer
   */
  Exchanges(Transport transport, Clockwork clockwork, long timeoutMillis) {
    this.transport = transport;
    this.clockwork = clockwork;
    this.timeoutMillis = timeoutMillis;
  }

  /** Sends, unless closed. */
  void post(URI url, Map<String, String> headers, byte[] body, Consumer<Reply> then) {
    if (closed) {
      return;
    }
    long start = clockwork.nowMillis();
    CompletableFuture<Answer> answer = started(url, headers, body);
    Exchange exchange = new Exchange(answer);
    underWay.add(exchange);
    exchange.timeout =
        clockwork.after(
            timeoutMillis,
            () -> {
              if (underWay.remove(exchange)) {
                answer.cancel(true);
                String failure = "no whole answer within " + timeoutMillis + " ms";
                then.accept(new Reply(null, failure, timeoutMillis));
              }
            });
    var unused =
        answer.whenComplete(
            (a, e) ->
                clockwork.execute(
                    () -> {
                      if (underWay.remove(exchange)) {
                        // Else the batch would stay in memory until its time is up.
                        exchange.timeout.cancel();
                        long millis = clockwork.nowMillis() - start;
                        then.accept(new Reply(a, e == null ? "" : Cause.of(e), millis));
                      }
                    }));
  }

  /**
   * Whatever a transport throws is a request that failed, errors too: where no thread can be
   * started, a request nobody hears of again would be lost, and with a probe all the others wait.
   */
  private CompletableFuture<Answer> started(URI url, Map<String, String> headers, byte[] body) {
    try {
      return transport.post(url, headers, body);
    } catch (Throwable e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Ends all that is under way; nobody hears of it. */
  void close() {
    closed = true;
    underWay.forEach(exchange -> exchange.answer.cancel(true));
    underWay.clear();
  }
}
