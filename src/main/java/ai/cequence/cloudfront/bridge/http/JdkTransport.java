package ai.cequence.cloudfront.bridge.http;

import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
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
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's HTTP client: HTTP/2 where the Bridge speaks it, else HTTP/1.1; connections are kept;
 * redirects are not followed.
 */
final class JdkTransport implements Transport {
  private static final int MOST_BODY_BYTES = 8 * 1024;

  private final ExecutorService executor;
  private final HttpClient client;

  JdkTransport(SSLContext tls, Duration connectTimeout, @Nullable URI proxy) {
    executor =
        Executors.newFixedThreadPool(
            2,
            task -> {
              Thread thread = new Thread(task, "bridge-http");
              thread.setDaemon(true);
              return thread;
            });
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .executor(executor)
            .sslContext(tls)
            .connectTimeout(connectTimeout)
            .followRedirects(HttpClient.Redirect.NEVER);
    if (proxy != null) {
      int port = proxy.getPort() < 0 ? 80 : proxy.getPort();
      builder.proxy(ProxySelector.of(new InetSocketAddress(proxy.getHost(), port)));
    } else {
      builder.proxy(HttpClient.Builder.NO_PROXY);
    }
    client = builder.build();
  }

  @Override
  public CompletableFuture<Answer> post(URI url, Map<String, String> headers, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url).POST(BodyPublishers.ofByteArray(body));
    if ("http".equalsIgnoreCase(url.getScheme())) {
      // In clear there is no negotiation, and an upgrade costs a round trip that few servers know.
      request.version(HttpClient.Version.HTTP_1_1);
    }
    headers.forEach(request::header);
    CompletableFuture<HttpResponse<byte[]>> response =
        client.sendAsync(request.build(), info -> new BodyStart());
    CompletableFuture<Answer> answer =
        response.thenApply(
            r ->
                new Answer(
                    r.statusCode(),
                    r.headers().firstValue("retry-after").orElse(null),
                    r.headers().firstValue("location").orElse(null),
                    r.body()));
    var unused =
        answer.whenComplete(
            (a, e) -> {
              if (answer.isCancelled()) {
                response.cancel(true);
              }
            });
    return answer;
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  /**
   * Keeps the beginning of a body and reads the rest away, so that the connection can be used
   * again.
   */
  private static final class BodyStart implements HttpResponse.BodySubscriber<byte[]> {
    private final CompletableFuture<byte[]> result = new CompletableFuture<>();
    private final byte[] kept = new byte[MOST_BODY_BYTES];
    private int length;

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
        int count = Math.min(buffer.remaining(), kept.length - length);
        buffer.get(kept, length, count);
        length += count;
      }
    }

    @Override
    public void onError(Throwable e) {
      result.completeExceptionally(e);
    }

    @Override
    public void onComplete() {
      result.complete(Arrays.copyOf(kept, length));
    }
  }
}
