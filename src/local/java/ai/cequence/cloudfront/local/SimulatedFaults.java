package ai.cequence.cloudfront.local;

import ai.cequence.cloudfront.local.BridgeSimulator.Fault;
import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;

/** What the simulator does instead of taking a request, as it is set at the moment. */
final class SimulatedFaults {
  /** Status that stands for closing the connection without an answer. */
  static final int NO_ANSWER = 0;

  private static final int TAKEN = 200;
  private static final long SLOW_MILLIS = 3_000;

  private final SimulatedTokens tokens;

  private volatile Fault fault = Fault.NONE;
  private volatile long delayMillis;
  private volatile String poison = "";
  private volatile int mostBytes = Integer.MAX_VALUE;

  SimulatedFaults(SimulatedTokens tokens) {
    this.tokens = tokens;
  }

  Fault fault() {
    return fault;
  }

  void set(Fault fault) {
    this.fault = fault;
  }

  void setDelayMillis(long millis) {
    delayMillis = millis;
  }

  void setPoison(String text) {
    poison = text;
  }

  void setMostBytes(int bytes) {
    mostBytes = bytes;
  }

  /** Waits as long as an answer is to take. */
  void delay() {
    long millis = delayMillis + (fault == Fault.SLOW ? SLOW_MILLIS : 0);
    if (millis <= 0) {
      return;
    }
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The status that the faults in force ask for; 200 where there is none.
   *
   * @param length of the body as sent, bytes
   */
  int status(HttpExchange exchange, int length) {
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (fault == Fault.DOWN) {
      return NO_ANSWER;
    }
    if (!SimulatedTokens.areOurs(authorization)
        || fault == Fault.UNAUTHORIZED
        || (fault == Fault.EXPIRED && !tokens.isFresh(authorization))) {
      return 401;
    }
    if (fault == Fault.TOO_MANY) {
      exchange.getResponseHeaders().set("Retry-After", "1");
      return 429;
    }
    if (fault == Fault.UNAVAILABLE) {
      return 503;
    }
    return length > mostBytes ? 413 : TAKEN;
  }

  /** Whether a body, uncompressed, holds the text that is refused. */
  boolean isPoison(byte[] body) {
    return !poison.isEmpty() && new String(body, StandardCharsets.UTF_8).contains(poison);
  }
}
