package ai.cequence.cloudfront.bridge.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which proxy is used for which server: the token endpoint and the Bridge need not be in the same
 * network.
 */
final class Proxies extends ProxySelector {
  private static final int DEFAULT_PORT = 80;

  private final Map<String, Proxy> byServer = new HashMap<>();

  /** No proxy for anything, to add to. */
  static Proxies none() {
    return new Proxies();
  }

  /** Requests to the server of this URL go through the proxy; null: they do not. */
  Proxies with(URI url, @Nullable URI proxy) {
    if (proxy != null) {
      int port = proxy.getPort() < 0 ? DEFAULT_PORT : proxy.getPort();
      InetSocketAddress address = InetSocketAddress.createUnresolved(proxy.getHost(), port);
      byServer.put(server(url), new Proxy(Proxy.Type.HTTP, address));
    }
    return this;
  }

  boolean isUsedFor(URI url) {
    return byServer.containsKey(server(url));
  }

  @Override
  public List<Proxy> select(URI url) {
    return List.of(byServer.getOrDefault(server(url), Proxy.NO_PROXY));
  }

  @Override
  public void connectFailed(URI url, SocketAddress address, IOException e) {
    // The request fails with it and is tried again.
  }

  private static String server(URI url) {
    return url.getScheme() + "://" + url.getHost() + ':' + url.getPort();
  }
}
