package ai.cequence.cloudfront.source.kinesis.reader;

import ai.cequence.cloudfront.concurrent.DaemonThreads;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An event loop on a daemon thread. */
final class ThreadEventLoop implements EventLoop {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadEventLoop.class);

  private final ScheduledThreadPoolExecutor thread;
  private final LongSupplier clock;
  private final LongSupplier steady;
  private final Consumer<Throwable> failures;

  /**
   * @param clock milliseconds since 1970
   * @param steady milliseconds that never go back
   * @param failures hears of what a task throws
   */
  ThreadEventLoop(
      String name, LongSupplier clock, LongSupplier steady, Consumer<Throwable> failures) {
    this.clock = clock;
    this.steady = steady;
    this.failures = failures;
    thread = new ScheduledThreadPoolExecutor(1, new DaemonThreads(name));
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    thread.setRemoveOnCancelPolicy(true);
  }

  @Override
  public long nowMillis() {
    return clock.getAsLong();
  }

  @Override
  public long steadyMillis() {
    return steady.getAsLong();
  }

  @Override
  public void execute(Runnable task) {
    after(0, task);
  }

  @Override
  public void after(long millis, Runnable task) {
    try {
      var unused = thread.schedule(() -> guarded(task), millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // Closed: nobody waits for the task any more.
      return;
    }
  }

  @Override
  public void close(Runnable last, long mostMillis) {
    thread.execute(
        () -> {
          guarded(last);
          thread.shutdownNow();
        });
    try {
      var ended = thread.awaitTermination(mostMillis, TimeUnit.MILLISECONDS);
      if (!ended) {
        LOG.debug("The end of {} takes longer than {} ms", thread, mostMillis);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      failures.accept(e);
    }
  }
}
