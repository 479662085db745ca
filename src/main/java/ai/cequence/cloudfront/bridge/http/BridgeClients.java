package ai.cequence.cloudfront.bridge.http;

import ai.cequence.cloudfront.concurrent.DaemonThreads;
import ai.cequence.cloudfront.config.BridgeSettings;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clients of this process, one for each Bridge, counted by their users and closed with the
 * last: a static of the job's class loader.
 */
public final class BridgeClients {
  private static final Logger LOG = LoggerFactory.getLogger(BridgeClients.class);
  private static final Map<BridgeSettings, Shared> CLIENTS = new HashMap<>();
  private static final long BACKOFF_BASE_MILLIS = 200;
  private static final long BACKOFF_CAP_MILLIS = 10_000;

  private BridgeClients() {}

  private static final class Shared {
    final BridgeClient client;
    int users;

    Shared(BridgeClient client) {
      this.client = client;
    }
  }

  /** One user's hold on a client. Closing it twice does no harm. */
  public static final class Lease implements AutoCloseable {
    private final BridgeSettings settings;
    private final BridgeClient client;
    private boolean released;

    private Lease(BridgeSettings settings, BridgeClient client) {
      this.settings = settings;
      this.client = client;
    }

    public BridgeClient client() {
      return client;
    }

    @Override
    public void close() {
      synchronized (CLIENTS) {
        Shared shared = CLIENTS.get(settings);
        if (released || shared == null) {
          return;
        }
        released = true;
        if (--shared.users == 0) {
          CLIENTS.remove(settings);
          shared.client.close();
        }
      }
    }
  }

  /**
   * The process's client for a Bridge.
   *
   * @param userAgent value of {@code User-Agent}
   * @param secret the client secret; may block, and is asked anew for each token
   * @param authorities PEM certificates to trust, asked where {@code tls.ca-file} is set
   */
  public static Lease acquire(
      BridgeSettings settings,
      String userAgent,
      Supplier<String> secret,
      Supplier<byte[]> authorities) {
    return acquire(
        settings, userAgent, secret, authorities, () -> new ThreadClockwork("bridge-client"));
  }

  /** As above, on a clock of the caller's. */
  static Lease acquire(
      BridgeSettings settings,
      String userAgent,
      Supplier<String> secret,
      Supplier<byte[]> authorities,
      Supplier<Clockwork> clockwork) {
    synchronized (CLIENTS) {
      Shared shared = CLIENTS.get(settings);
      if (shared == null) {
        Transport transport =
            new JdkTransport(
                trust(settings, authorities), settings.requestTimeout(), proxies(settings));
        shared = new Shared(create(settings, userAgent, secret, transport, clockwork.get()));
        CLIENTS.put(settings, shared);
      }
      shared.users++;
      return new Lease(settings, shared.client);
    }
  }

  private static BridgeClient create(
      BridgeSettings settings,
      String userAgent,
      Supplier<String> secret,
      Transport transport,
      Clockwork clockwork) {
    DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();
    ExecutorService background = background();
    ClientCounters counters = new ClientCounters();
    Exchanges exchanges = new Exchanges(transport, clockwork, settings.requestTimeout().toMillis());
    IngestRequests requests =
        new IngestRequests(
            new IngestRequests.Options(settings.ingestUrl(), userAgent, settings.gzip()),
            exchanges,
            clockwork,
            background,
            counters);
    AccessToken.Credentials credentials =
        new AccessToken.Credentials(settings.tokenUrl(), settings.clientId(), secret);
    return new BridgeClient(
        requests,
        exchanges,
        clockwork,
        new Pace(settings.maxInFlight(), random),
        new Backoff(BACKOFF_BASE_MILLIS, BACKOFF_CAP_MILLIS, random),
        counters,
        arrived ->
            new AccessToken(
                credentials, background, exchanges, clockwork, random, counters, arrived),
        () -> {
          background.shutdownNow();
          transport.close();
          clockwork.close();
        });
  }

  private static Proxies proxies(BridgeSettings settings) {
    URI proxy = settings.proxy();
    if (proxy != null) {
      LOG.info("The Bridge is reached through the proxy {}", proxy);
    }
    if (settings.tokenProxy() != null) {
      LOG.info("The token endpoint is reached through the proxy {}", settings.tokenProxy());
    }
    return Proxies.none()
        .with(settings.ingestUrl(), proxy)
        .with(settings.tokenUrl(), settings.tokenProxy());
  }

  private static SSLContext trust(BridgeSettings settings, Supplier<byte[]> authorities) {
    if (!settings.tlsVerify()) {
      return Trust.everybody();
    }
    @Nullable URI file = settings.tlsCaFile();
    return file == null ? Trust.system() : Trust.systemAnd(authorities.get());
  }

  /** Compresses bodies and reads the secret, which may wait for Secrets Manager. */
  private static ExecutorService background() {
    ThreadPoolExecutor background =
        new ThreadPoolExecutor(
            2,
            2,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DaemonThreads("bridge-background"));
    // A machine that has no threads left is to be noticed at the start, not by the first request.
    background.prestartAllCoreThreads();
    return background;
  }
}
