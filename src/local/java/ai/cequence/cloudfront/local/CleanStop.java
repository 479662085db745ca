package ai.cequence.cloudfront.local;

import ai.cequence.cloudfront.Failures;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.jspecify.annotations.Nullable;

/**
 * Answers SIGTERM: the job stops with a savepoint, or is cancelled where that takes too long; the
 * process ends with status 0, also while it still starts.
 */
final class CleanStop implements Runnable {
  private static final long PATIENCE_SECONDS = 20;

  /**
   * What is to be stopped.
   *
   * @param kept whether the folder outlives this run
   * @param finish writes what a clean end writes
   */
  record Running(JobClient job, CheckpointFolder folder, boolean kept, Runnable finish) {}

  private final CompletableFuture<Integer> stopped = new CompletableFuture<>();

  private volatile @Nullable Running running;
  private volatile boolean stopping;

  /** From now on there is a job. */
  void began(Running running) {
    this.running = running;
  }

  boolean isStopping() {
    return stopping;
  }

  /** Waits until the stop is complete and returns the exit status. */
  int await() throws InterruptedException {
    try {
      return stopped.get();
    } catch (ExecutionException e) {
      return 0;
    }
  }

  @Override
  public void run() {
    stopping = true;
    Running now = running;
    if (now == null) {
      System.out.println("\nStopped before the job had begun");
    } else {
      stop(now);
    }
    stopped.complete(0);
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }

  private static void stop(Running running) {
    System.out.println("\nStopping with a savepoint …");
    boolean kept = running.kept();
    String savepoints = running.folder().savepoints().toUri().toString();
    try {
      String savepoint =
          running
              .job()
              .stopWithSavepoint(false, savepoints, SavepointFormatType.NATIVE)
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      System.out.println(
          kept
              ? "Stopped; the next run goes on from " + savepoint
              : "Stopped; its state is not kept, --checkpoints DIR does that");
    } catch (ExecutionException | TimeoutException e) {
      String why =
          e instanceof TimeoutException
              ? " within " + PATIENCE_SECONDS + " s"
              : " (" + Failures.rootReason(e) + ")";
      System.out.println(
          "No savepoint"
              + why
              + "; "
              + (kept ? "the next run goes on from the last checkpoint" : "the job is cancelled"));
      cancel(running);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    running.finish().run();
  }

  private static void cancel(Running running) {
    try {
      running.job().cancel().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      System.out.println(
          "The job did not end in time"
              + (running.kept() ? "; its last checkpoint is complete all the same" : ""));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
