package ai.cequence.cloudfront.bridge.http;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A daemon thread and the system's clock. */
final class ThreadClockwork implements Clockwork {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadClockwork.class);

  private final ScheduledThreadPoolExecutor executor;

  ThreadClockwork(String name) {
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public long nowMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public void execute(Runnable task) {
    after(0, task);
  }

  @Override
  public void after(long millis, Runnable task) {
    try {
      var unused = executor.schedule(() -> run(task), millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // Closed: nobody waits for the result any more.
      LOG.debug("The Bridge client is closed; a task is dropped");
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("A task of the Bridge client failed, which must not happen; please report it", e);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
