package ai.cequence.cloudfront.bridge.http;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Sends one POST. */
interface Transport extends AutoCloseable {

  /**
   * An answer.
   *
   * @param retryAfter the header of that name, or null
   * @param location the header of that name, or null
   * @param body beginning of the body
   */
  record Answer(int status, @Nullable String retryAfter, @Nullable String location, byte[] body) {}

  /**
   * Sends without blocking. The future fails where there is no whole answer; cancelling it ends the
   * exchange.
   *
   * @param headers by name
   */
  CompletableFuture<Answer> post(URI url, Map<String, String> headers, byte[] body);

  @Override
  void close();
}
