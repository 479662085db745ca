package ai.cequence.cloudfront.deadletter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Records whose dead letters are not durable yet, in the order in which they came. Thread-safe. */
final class Unwritten<T> {
  private final Map<Long, T> records = new LinkedHashMap<>();
  private long next;

  /** Remembers a record until {@code durable} completes. */
  void add(T entry, CompletableFuture<Void> durable) {
    long number;
    synchronized (this) {
      number = next++;
      records.put(number, entry);
    }
    var unused = durable.thenRun(() -> remove(number));
  }

  synchronized List<T> all() {
    return new ArrayList<>(records.values());
  }

  /** Waits until all are durable. */
  synchronized void await() throws InterruptedException {
    while (!records.isEmpty()) {
      wait();
    }
  }

  private synchronized void remove(long number) {
    records.remove(number);
    notifyAll();
  }
}
