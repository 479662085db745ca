package ai.cequence.cloudfront.bridge.http;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What the client of a process has done since it started. Written on the client's thread, read by
 * metrics.
 */
public final class ClientCounters {
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong retries = new AtomicLong();
  private final AtomicLongArray failuresByClass = new AtomicLongArray(6);
  private final AtomicLong tokens = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong bytesSent = new AtomicLong();
  private final AtomicLong latencyMillis = new AtomicLong();

  /** Requests sent to the ingest endpoint. */
  public long requests() {
    return requests.get();
  }

  /** Requests that were not the first for their batch. */
  public long retries() {
    return retries.get();
  }

  /**
   * Requests that failed.
   *
   * @param statusClass 2 to 5 for statuses 2xx to 5xx; 0 where there was no whole answer
   */
  public long failures(int statusClass) {
    return failuresByClass.get(statusClass);
  }

  /** Access tokens fetched. */
  public long tokens() {
    return tokens.get();
  }

  /** Bytes of request bodies before compression. */
  public long bytes() {
    return bytes.get();
  }

  /** Bytes of request bodies as sent. */
  public long bytesSent() {
    return bytesSent.get();
  }

  /** Time of the last answered request, milliseconds. */
  public long latencyMillis() {
    return latencyMillis.get();
  }

  void sent(boolean retry, int plainBytes, int sentBytes) {
    requests.incrementAndGet();
    if (retry) {
      retries.incrementAndGet();
    }
    bytes.addAndGet(plainBytes);
    bytesSent.addAndGet(sentBytes);
  }

  void failed(int status) {
    failuresByClass.incrementAndGet(status < 100 || status > 599 ? 0 : status / 100);
  }

  void answered(long millis) {
    latencyMillis.set(millis);
  }

  void tokenFetched() {
    tokens.incrementAndGet();
  }
}
