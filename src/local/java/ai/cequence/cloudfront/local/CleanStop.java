package ai.cequence.cloudfront.local;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;

/**
 * Answers SIGTERM: the job stops with a savepoint, or is cancelled where that takes too long; the
 * process ends with status 0.
 */
final class CleanStop implements Runnable {
  private static final long PATIENCE_SECONDS = 20;

  private final JobClient job;
  private final CheckpointFolder folder;
  private final boolean kept;
  private final Runnable finish;
  private final CompletableFuture<Integer> stopped = new CompletableFuture<>();

  private volatile boolean stopping;

  /**
   * @param kept whether the folder outlives this run
   * @param finish writes what a clean end writes
   */
  CleanStop(JobClient job, CheckpointFolder folder, boolean kept, Runnable finish) {
    this.job = job;
    this.folder = folder;
    this.kept = kept;
    this.finish = finish;
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
    System.out.println("\nStopping with a savepoint …");
    try {
      String savepoint =
          job.stopWithSavepoint(
                  false, folder.savepoints().toUri().toString(), SavepointFormatType.NATIVE)
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      System.out.println(
          kept
              ? "Stopped; the next run goes on from " + savepoint
              : "Stopped; its state is not kept, --checkpoints DIR does that");
    } catch (ExecutionException | TimeoutException e) {
      System.out.println(
          "No savepoint within "
              + PATIENCE_SECONDS
              + " s; "
              + (kept ? "the next run goes on from the last checkpoint" : "the job is cancelled"));
      cancel();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    finish.run();
    stopped.complete(0);
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }

  private void cancel() {
    try {
      job.cancel().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      System.out.println(
          "The job did not end in time"
              + (kept ? "; its last checkpoint is complete all the same" : ""));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
