package ai.cequence.cloudfront.bridge.http;

import ai.cequence.cloudfront.config.BridgeSettings;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
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
    synchronized (CLIENTS) {
      Shared shared =
          CLIENTS.computeIfAbsent(
              settings, s -> new Shared(create(s, userAgent, secret, authorities)));
      shared.users++;
      return new Lease(settings, shared.client);
    }
  }

  private static BridgeClient create(
      BridgeSettings settings,
      String userAgent,
      Supplier<String> secret,
      Supplier<byte[]> authorities) {
    Clockwork clockwork = new ThreadClockwork("bridge-client");
    URI proxy = settings.proxy();
    Transport transport =
        new JdkTransport(trust(settings, authorities), settings.requestTimeout(), proxy);
    if (proxy != null) {
      LOG.info("The Bridge is reached through the proxy {}:{}", proxy.getHost(), proxy.getPort());
    }
    DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();
    Backoff backoff = new Backoff(BACKOFF_BASE_MILLIS, BACKOFF_CAP_MILLIS, random);
    ExecutorService background = background();
    ClientCounters counters = new ClientCounters();
    long timeoutMillis = settings.requestTimeout().toMillis();
    return new BridgeClient(
        new BridgeClient.Options(
            settings.ingestUrl(),
            userAgent,
            settings.maxInFlight(),
            timeoutMillis,
            settings.gzip()),
        transport,
        clockwork,
        backoff,
        background,
        counters,
        arrived ->
            new AccessToken(
                settings.tokenUrl(),
                settings.clientId(),
                secret,
                background,
                transport,
                clockwork,
                backoff,
                random,
                timeoutMillis,
                counters,
                arrived),
        background::shutdownNow);
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
    return Executors.newFixedThreadPool(
        2,
        task -> {
          Thread thread = new Thread(task, "bridge-background");
          thread.setDaemon(true);
          return thread;
        });
  }
}
