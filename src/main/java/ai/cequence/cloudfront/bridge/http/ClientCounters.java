package ai.cequence.cloudfront.bridge.http;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What the client of a process has done since it started. Written on the client's thread, read by
 * metrics.
 *
 * <p>A status class is 2 to 5 for statuses 2xx to 5xx; 0 where there was no whole answer, or one
 * with a status that HTTP does not know.
 */
public final class ClientCounters {
  private static final int CLASSES = 6;

  private final AtomicLong requests = new AtomicLong();
  private final AtomicLongArray answersByClass = new AtomicLongArray(CLASSES);
  private final AtomicLongArray retriesByClass = new AtomicLongArray(CLASSES);
  private final AtomicLong tokens = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong bytesSent = new AtomicLong();
  private final AtomicLong latencyMillis = new AtomicLong();

  /** Requests sent to the ingest endpoint. */
  public long requests() {
    return requests.get();
  }

  /** Requests that ended with such a status. */
  public long answers(int statusClass) {
    return answersByClass.get(statusClass);
  }

  /** Requests that were not the first for their batch. */
  public long retries() {
    long sum = 0;
    for (int i = 0; i < CLASSES; i++) {
      sum += retriesByClass.get(i);
    }
    return sum;
  }

  /** Of these, the ones whose attempt before ended with such a status. */
  public long retries(int statusClass) {
    return retriesByClass.get(statusClass);
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

  void sent(int plainBytes, int sentBytes) {
    requests.incrementAndGet();
    bytes.addAndGet(plainBytes);
    bytesSent.addAndGet(sentBytes);
  }

  /**
   * A request that is not the first for its batch.
   *
   * @param status that made the attempt before fail; 0: no whole answer
   */
  void retried(int status) {
    retriesByClass.incrementAndGet(classOf(status));
  }

  void answered(int status, long millis) {
    answersByClass.incrementAndGet(classOf(status));
    latencyMillis.set(millis);
  }

  void unanswered() {
    answersByClass.incrementAndGet(0);
  }

  void tokenFetched() {
    tokens.incrementAndGet();
  }

  private static int classOf(int status) {
    return status < 200 || status > 599 ? 0 : status / 100;
  }
}
