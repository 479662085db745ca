package ai.cequence.cloudfront.bridge.http;

import ai.cequence.cloudfront.bridge.http.Exchanges.Reply;
import ai.cequence.cloudfront.transaction.TransactionBatch;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Makes a request of a batch and sends it. Confined to the client's thread. */
final class IngestRequests {

  /**
   * Fixed parts.
   *
   * @param url complete URL
   * @param userAgent value of {@code User-Agent}
   * @param gzip whether bodies are compressed
   */
  record Options(URI url, String userAgent, boolean gzip) {}

  private final Options options;
  private final Exchanges exchanges;
  private final Clockwork clockwork;
  private final Executor compressing;
  private final ClientCounters counters;

  /**
   * @param compressing runs the compression of bodies
   */
  IngestRequests(
      Options options,
      Exchanges exchanges,
      Clockwork clockwork,
      Executor compressing,
      ClientCounters counters) {
    this.options = options;
    this.exchanges = exchanges;
    this.clockwork = clockwork;
    this.compressing = compressing;
    this.counters = counters;
  }

  URI url() {
    return options.url();
  }

  /** Sends; {@code then} hears of the end exactly once. */
  void send(TransactionBatch batch, String bearer, Consumer<Reply> then) {
    byte[] body = batch.body();
    if (!options.gzip()) {
      post(batch, bearer, body, then);
      return;
    }
    var unused =
        CompletableFuture.supplyAsync(() -> RequestBody.gzipped(body), compressing)
            .whenComplete(
                (gzipped, e) ->
                    clockwork.execute(
                        () -> post(batch, bearer, gzipped == null ? body : gzipped, then)));
  }

  private void post(TransactionBatch batch, String bearer, byte[] body, Consumer<Reply> then) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Authorization", "Bearer " + bearer);
    headers.put("Content-Type", "application/json");
    headers.put("User-Agent", options.userAgent());
    headers.put("Idempotency-Key", batch.idempotencyKey());
    if (body != batch.body()) {
      headers.put("Content-Encoding", "gzip");
    }
    counters.sent(batch.body().length, body.length);
    exchanges.post(options.url(), headers, body, then);
  }
}
