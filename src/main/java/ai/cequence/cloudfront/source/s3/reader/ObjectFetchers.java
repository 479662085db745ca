package ai.cequence.cloudfront.source.s3.reader;

import ai.cequence.cloudfront.concurrent.DaemonThreads;
import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.source.s3.LogObject;
import ai.cequence.cloudfront.source.s3.ObjectPosition;
import ai.cequence.cloudfront.source.s3.RetryDelay;
import ai.cequence.cloudfront.source.s3.split.LogSplit;
import ai.cequence.cloudfront.transaction.LogSource;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.UnsupportedFileSystemSchemeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads several objects at once, each on a thread of its own from its start to its end: to open one
 * takes tens of milliseconds, and a large one must not hold up the small ones. What the store
 * refuses for a while is tried again later, from where it stopped, and keeps no thread meanwhile.
 */
final class ObjectFetchers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ObjectFetchers.class);

  private final Opening opening;
  private final Handover handover;
  private final RetryDelay delay;
  private final ReaderMetrics metrics;
  private final ScheduledThreadPoolExecutor threads;

  /**
   * @param atOnce most objects that are open
   */
  ObjectFetchers(
      Opening opening, int atOnce, Handover handover, RetryDelay delay, ReaderMetrics metrics) {
    this.opening = opening;
    this.handover = handover;
    this.delay = delay;
    this.metrics = metrics;
    this.threads = new ScheduledThreadPoolExecutor(atOnce, new DaemonThreads("log-object-reader"));
    threads.setRemoveOnCancelPolicy(true);
  }

  void add(LogSplit split) {
    threads.execute(new Fetch(split));
  }

  /** Stops all; what was being read is left where it is. */
  @Override
  public void close() {
    threads.shutdownNow();
  }

  /** The reading of one object. */
  private final class Fetch implements Runnable {
    private LogSplit split;
    private int failures;

    Fetch(LogSplit split) {
      this.split = split;
    }

    @Override
    public void run() {
      try {
        fetch();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (UnsupportedFileSystemSchemeException e) {
        handover.fail(e);
      } catch (IOException | RuntimeException e) {
        failed(e);
      } catch (Throwable e) {
        handover.fail(e);
      }
    }

    /** Reads one chunk ahead, so that the last one is known as such. */
    private void fetch() throws IOException, InterruptedException {
      LogObject object = opening.open(split);
      try {
        LogChunk chunk = object.next();
        ObjectPosition behind = object.position();
        while (chunk != null) {
          @Nullable LogChunk next;
          try {
            next = object.next();
          } catch (IOException | RuntimeException e) {
            deliver(chunk, behind, false);
            throw e;
          }
          deliver(chunk, behind, next == null);
          if (next == null) {
            return;
          }
          chunk = next;
          behind = object.position();
        }
        deliver(null, behind, true);
      } finally {
        close(object);
      }
    }

    private void deliver(@Nullable LogChunk chunk, ObjectPosition behind, boolean last)
        throws InterruptedException {
      handover.put(new Fetched(split.id(), chunk, behind, last));
      split = split.at(behind);
      failures = 0;
    }

    private void failed(Exception e) {
      if (threads.isShutdown()) {
        return;
      }
      failures++;
      ReadFailure failure = ReadFailure.of(e, failures);
      if (failure != null) {
        giveUp(failure);
        return;
      }
      metrics.retried();
      Duration wait = delay.after(failures);
      LOG.warn(
          "Expected to read {} from line {} on, found {}; attempt {} follows in {} ms",
          split.location(),
          split.position().line(),
          e.toString(),
          failures + 1,
          wait.toMillis());
      Future<?> unused = threads.schedule(this, wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void giveUp(ReadFailure failure) {
      ObjectPosition position = split.position();
      LogChunk chunk =
          LogChunk.failed(
              LogSource.S3,
              new Path(split.location()).toUri().toString(),
              position.line(),
              failure.reason(),
              failure.detail(),
              new byte[0]);
      try {
        handover.put(new Fetched(split.id(), chunk, position, true));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void close(LogObject object) {
      try {
        object.close();
      } catch (IOException | RuntimeException e) {
        LOG.debug("Closing {}: {}", split.location(), e.toString());
      }
    }
  }
}
