package ai.cequence.cloudfront.bridge.http;

import ai.cequence.cloudfront.concurrent.DaemonThreads;
import ai.cequence.cloudfront.concurrent.SteadyTime;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A daemon thread, and the system's time at its start with what has passed since. */
final class ThreadClockwork implements Clockwork {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadClockwork.class);

  private final ScheduledThreadPoolExecutor executor;
  private final long epochMillis = System.currentTimeMillis() - SteadyTime.millis();

  ThreadClockwork(String name) {
    executor = new ScheduledThreadPoolExecutor(1, new DaemonThreads(name));
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Not the system's clock: where that is put back an hour, no request may wait for an hour. */
  @Override
  public long nowMillis() {
    return epochMillis + SteadyTime.millis();
  }

  @Override
  public void execute(Runnable task) {
    after(0, task);
  }

  @Override
  public Alarm after(long millis, Runnable task) {
    try {
      Future<?> future = executor.schedule(() -> run(task), millis, TimeUnit.MILLISECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException e) {
      // Closed: nobody waits for the result any more.
      LOG.debug("The Bridge client is closed; a task is dropped");
      return () -> {};
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      // Errors too: the executor would keep them in a future that nobody asks.
      LOG.error("A task of the Bridge client failed, which must not happen; please report it", e);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
