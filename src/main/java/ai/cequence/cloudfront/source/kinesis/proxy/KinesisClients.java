package ai.cequence.cloudfront.source.kinesis.proxy;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClientBuilder;

/**
 * The process's clients, one for each region and endpoint, shared by all readers and closed with
 * their last user.
 *
 * <p>They do not retry: a retry inside the SDK would hold a shard's call for seconds without a word
 * and without knowing of the shard's other calls. Every call but a subscription has a time limit.
 */
final class KinesisClients {
  /** A call's limit, from its start to its complete answer. */
  static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(4);

  /** Kinesis sends an event to an idle subscription every few seconds. */
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(15);

  private static final int MOST_CALLS = 2_000;

  private static final Map<Key, Shared> CLIENTS = new HashMap<>();

  private record Key(String region, @Nullable URI endpoint) {}

  private KinesisClients() {}

  /** The client for a region; to be given back with {@link Lease#close}. */
  static synchronized Lease lease(String region, @Nullable URI endpoint) {
    Key key = new Key(region, endpoint);
    Shared shared = CLIENTS.computeIfAbsent(key, KinesisClients::open);
    shared.users++;
    return new Lease(key, shared);
  }

  private static synchronized void release(Lease lease) {
    if (lease.released) {
      return;
    }
    lease.released = true;
    if (--lease.shared.users == 0) {
      CLIENTS.remove(lease.key);
      lease.shared.close();
    }
  }

  private static Shared open(Key key) {
    SdkEventLoopGroup threads = SdkEventLoopGroup.builder().numberOfThreads(2).build();
    boolean plain = key.endpoint != null && "http".equals(key.endpoint.getScheme());
    KinesisAsyncClientBuilder builder =
        KinesisAsyncClient.builder()
            .region(Region.of(key.region))
            .httpClient(
                NettyNioAsyncHttpClient.builder()
                    .eventLoopGroup(threads)
                    // Subscriptions need HTTP/2; emulators without TLS speak HTTP/1.1.
                    .protocol(plain ? Protocol.HTTP1_1 : Protocol.HTTP2)
                    .maxConcurrency(MOST_CALLS)
                    .maxPendingConnectionAcquires(MOST_CALLS)
                    .connectionTimeout(CONNECT_TIMEOUT)
                    .connectionAcquisitionTimeout(CALL_TIMEOUT)
                    .readTimeout(READ_TIMEOUT)
                    .build())
            .overrideConfiguration(
                configuration -> configuration.retryStrategy(AwsRetryStrategy.doNotRetry()));
    if (key.endpoint != null) {
      builder.endpointOverride(key.endpoint);
    }
    return new Shared(builder.build(), threads);
  }

  /** One user's hold on a client. */
  static final class Lease implements AutoCloseable {
    private final Key key;
    private final Shared shared;
    private boolean released;

    private Lease(Key key, Shared shared) {
      this.key = key;
      this.shared = shared;
    }

    KinesisAsyncClient client() {
      return shared.client;
    }

    @Override
    public void close() {
      release(this);
    }
  }

  private static final class Shared {
    private final KinesisAsyncClient client;
    private final SdkEventLoopGroup threads;
    private int users;

    private Shared(KinesisAsyncClient client, SdkEventLoopGroup threads) {
      this.client = client;
      this.threads = threads;
    }

    /** Does not wait: a task that is cancelled must end at once, whatever Kinesis does. */
    private void close() {
      client.close();
      var unused = threads.eventLoopGroup().shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }
}
