package ai.cequence.cloudfront.bridge.http;

import ai.cequence.cloudfront.concurrent.DaemonThreads;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;

/**
 * The JDK's HTTP client: HTTP/2 where the Bridge speaks it, else HTTP/1.1; connections are kept;
 * redirects are not followed.
 */
final class JdkTransport implements Transport {
  /** Room for a token with many claims and for those that come beside it. */
  private static final int MOST_BODY_BYTES = 64 * 1024;

  private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

  private final ExecutorService executor;
  private final ExecutorService senders;
  private final HttpClient client;
  private final Proxies proxies;

  JdkTransport(SSLContext tls, Duration connectTimeout, Proxies proxies) {
    this.proxies = proxies;
    executor = Executors.newFixedThreadPool(2, new DaemonThreads("bridge-http"));
    // As many as requests are under way at once, which the client limits.
    senders = Executors.newCachedThreadPool(new DaemonThreads("bridge-send"));
    client =
        HttpClient.newBuilder()
            .executor(executor)
            .sslContext(tls)
            .connectTimeout(connectTimeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(proxies)
            .build();
  }

  @Override
  public CompletableFuture<Answer> post(URI url, Map<String, String> headers, byte[] body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(url).POST(new WholeBody(body));
    if ("http".equalsIgnoreCase(url.getScheme())) {
      // In clear there is no negotiation, and an upgrade costs a round trip that few servers know.
      request.version(HttpClient.Version.HTTP_1_1);
    }
    headers.forEach(request::header);
    HttpRequest built = request.build();
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    // Not sendAsync: on a machine of one or two cores, such as a KPU, that starts a thread for each
    // answer.
    Future<?> sending = senders.submit(() -> send(built, answer));
    var unused =
        answer.whenComplete(
            (a, e) -> {
              if (answer.isCancelled()) {
                sending.cancel(true);
              }
            });
    return answer;
  }

  private void send(HttpRequest request, CompletableFuture<Answer> answer) {
    try {
      answer.complete(answer(request.uri(), client.send(request, info -> new BodyStart())));
    } catch (InterruptedException e) {
      // Nobody waits any more, or the client is closing.
      answer.completeExceptionally(e);
    } catch (Throwable e) {
      // Errors too: the executor would keep them, and the request fail as one without an answer.
      answer.completeExceptionally(e);
    }
  }

  private Answer answer(URI url, HttpResponse<byte[]> response) throws IOException {
    if (response.statusCode() == PROXY_AUTHENTICATION_REQUIRED && proxies.isUsedFor(url)) {
      // Not the Bridge's word about the batch: nothing may become a dead letter for it.
      throw new IOException("the proxy wants a user and a password, which cannot be given to it");
    }
    return new Answer(
        response.statusCode(),
        response.headers().firstValue("retry-after").orElse(null),
        response.headers().firstValue("location").orElse(null),
        response.body());
  }

  @Override
  public void close() {
    senders.shutdownNow();
    executor.shutdownNow();
  }

  /**
   * Keeps the beginning of a body and reads the rest away, so that the connection can be used
   * again.
   */
  private static final class BodyStart implements HttpResponse.BodySubscriber<byte[]> {
    private final CompletableFuture<byte[]> result = new CompletableFuture<>();
    private byte[] kept = new byte[0];

    @Override
    public CompletionStage<byte[]> getBody() {
      return result;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      for (ByteBuffer buffer : buffers) {
        int count = Math.min(buffer.remaining(), MOST_BODY_BYTES - kept.length);
        int length = kept.length;
        kept = Arrays.copyOf(kept, length + count);
        buffer.get(kept, length, count);
      }
    }

    @Override
    public void onError(Throwable e) {
      result.completeExceptionally(e);
    }

    @Override
    public void onComplete() {
      result.complete(kept);
    }
  }
}
