package ai.cequence.cloudfront.source.s3.reader;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Passes chunks from the fetching threads to the task, in the order in which they come. Fetching
 * threads wait while it is full; the task never waits. Thread-safe.
 */
final class Handover {
  private final int capacity;
  private final Deque<Fetched> chunks = new ArrayDeque<>();
  private CompletableFuture<Void> available = new CompletableFuture<>();
  private @Nullable Throwable failure;

  /**
   * @param capacity most chunks that wait for the task
   */
  Handover(int capacity) {
    this.capacity = capacity;
  }

  /** Waits for room. */
  void put(Fetched chunk) throws InterruptedException {
    CompletableFuture<Void> toComplete;
    synchronized (this) {
      while (chunks.size() >= capacity) {
        wait();
      }
      chunks.add(chunk);
      toComplete = available;
    }
    toComplete.complete(null);
  }

  /** Ends the task with what a fetching thread cannot live with. */
  void fail(Throwable cause) {
    synchronized (this) {
      failure = cause;
    }
    wakeUp();
  }

  /** The next chunk, or null where there is none yet. */
  synchronized @Nullable Fetched poll() {
    if (failure != null) {
      throw new IllegalStateException("Reading log objects failed", failure);
    }
    Fetched chunk = chunks.poll();
    // Not at each chunk: that would wake every fetching thread for the room of one.
    if (chunk != null && chunks.size() == capacity / 2) {
      notifyAll();
    }
    if (chunks.isEmpty() && available.isDone()) {
      available = new CompletableFuture<>();
    }
    return chunk;
  }

  synchronized boolean isEmpty() {
    return chunks.isEmpty();
  }

  /** Complete once {@link #poll} is worth a call. */
  synchronized CompletableFuture<Void> available() {
    return available;
  }

  /** Makes the task look once more. */
  void wakeUp() {
    CompletableFuture<Void> toComplete;
    synchronized (this) {
      toComplete = available;
    }
    toComplete.complete(null);
  }
}
