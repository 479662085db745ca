package ai.cequence.cloudfront.testing;

import ai.cequence.cloudfront.concurrent.DaemonThreads;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A proxy that makes tunnels and forwards requests in clear, all to one port of loopback, whatever
 * host is asked for; so hosts can be named that nobody can resolve.
 */
public final class LoopbackProxy implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final int target;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  /**
   * Starts on a free port.
   *
   * @param target port of loopback
   */
  public LoopbackProxy(int target) throws IOException {
    this.target = target;
    start("accept", this::accept);
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** The heads of requests to the proxy, each with all its header lines. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  private static void start(String name, Runnable task) {
    new DaemonThreads("connect-proxy-" + name).newThread(task).start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        open.add(client);
        start("serve", () -> serve(client));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket client) {
    try {
      String head = head(client.getInputStream());
      asked.add(head);
      Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target);
      open.add(upstream);
      if (head.startsWith("CONNECT ")) {
        write(client, "HTTP/1.1 200 Connection established\r\n\r\n");
      } else {
        write(upstream, forwarded(head));
      }
      start("back", () -> pump(upstream, client));
      pump(client, upstream);
    } catch (IOException e) {
      // One of the two has gone.
    }
  }

  /** A server is asked for a path, and for this one request alone, so that none is overlooked. */
  private static String forwarded(String head) {
    return head.replaceFirst("^(\\S+) http://[^/ ]+", "$1 ")
        .replaceFirst("\r\n", "\r\nConnection: close\r\n");
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("Expected the head of a request, found " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static void pump(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One of the two has gone.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
