package ai.cequence.cloudfront.source.kinesis.reader;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Hands answers, or the failure that ends the job, from the event loop to the task. */
final class Inbox implements ShardFetcher.Sink {
  private static final CompletableFuture<Void> NOW = CompletableFuture.completedFuture(null);

  private final Deque<Fetched> waiting = new ArrayDeque<>();
  private @Nullable Throwable failure;
  private CompletableFuture<Void> available = new CompletableFuture<>();

  @Override
  public void fetched(Fetched fetched) {
    CompletableFuture<Void> waits;
    synchronized (this) {
      waiting.add(fetched);
      waits = available;
    }
    waits.complete(null);
  }

  @Override
  public void failed(Throwable cause) {
    CompletableFuture<Void> waits;
    synchronized (this) {
      if (failure == null) {
        failure = cause;
      }
      waits = available;
    }
    waits.complete(null);
  }

  /** The next answer, or null. */
  synchronized @Nullable Fetched poll() {
    return waiting.poll();
  }

  synchronized @Nullable Throwable failure() {
    return failure;
  }

  synchronized boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Completed when there is something to take. */
  synchronized CompletableFuture<Void> available() {
    if (!waiting.isEmpty() || failure != null) {
      return NOW;
    }
    if (available.isDone()) {
      available = new CompletableFuture<>();
    }
    return available;
  }
}
