package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.concurrent.DaemonThreads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Samples the heap of a process after full collections, on a thread of its own: a collection takes
 * a while, and nobody's clock is to wait for it.
 */
final class HeapTrend implements AutoCloseable {
  private static final double NANOS_A_MINUTE = 6e10;

  /**
   * A sample.
   *
   * @param minutes since the first thought of sampling
   * @param megabytes left after a full collection
   */
  record Sample(double minutes, double megabytes) {}

  private final JobHeap heap;
  private final long everyMillis;
  private final long start = System.nanoTime();
  private final List<Sample> samples = new ArrayList<>();
  private final Thread thread = new DaemonThreads("heap-samples").newThread(this::sample);

  /** Starts sampling: at once, and then at every so many milliseconds. */
  HeapTrend(JobHeap heap, long everyMillis) {
    this.heap = heap;
    this.everyMillis = everyMillis;
    thread.start();
  }

  private void sample() {
    try {
      for (long number = 1; ; number++) {
        double megabytes = heap.megabytesAfterCollection();
        synchronized (samples) {
          samples.add(new Sample((System.nanoTime() - start) / NANOS_A_MINUTE, megabytes));
        }
        long due = start + TimeUnit.MILLISECONDS.toNanos(number * everyMillis);
        TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      }
    } catch (IOException e) {
      System.out.println("No more heap samples: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** So far. */
  List<Sample> samples() {
    synchronized (samples) {
      return List.copyOf(samples);
    }
  }

  /**
   * Megabytes by which the least-squares line through samples rises from the first to the last;
   * zero for fewer than two.
   */
  static double rise(List<Sample> samples) {
    double meanX = samples.stream().mapToDouble(Sample::minutes).average().orElse(0);
    double meanY = samples.stream().mapToDouble(Sample::megabytes).average().orElse(0);
    double products = 0;
    double squares = 0;
    for (Sample sample : samples) {
      products += (sample.minutes() - meanX) * (sample.megabytes() - meanY);
      squares += (sample.minutes() - meanX) * (sample.minutes() - meanX);
    }
    if (squares == 0) {
      return 0;
    }
    double length = samples.get(samples.size() - 1).minutes() - samples.get(0).minutes();
    return products / squares * length;
  }

  /** Ends sampling; a sample under way is dropped. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
