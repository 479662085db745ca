package ai.cequence.cloudfront.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a job's process holds. Threads, file handles and state come and go, so the least of ten
 * looks counts.
 *
 * @param heapMegabytes after a full collection
 * @param residentMegabytes all memory, as the system counts
 * @param stateBytes of the newest complete checkpoint
 * @param restored how often the job went on from a checkpoint
 * @param failed checkpoints that failed
 */
record ProcessSample(
    double heapMegabytes,
    long residentMegabytes,
    long threads,
    long files,
    long stateBytes,
    long restored,
    long failed) {
  private static final int LOOKS = 10;
  private static final long PAGE_BYTES = 4096;

  static ProcessSample of(long pid, int port) throws IOException, InterruptedException {
    Path process = Path.of("/proc", String.valueOf(pid));
    long threads = Long.MAX_VALUE;
    long files = Long.MAX_VALUE;
    long state = Long.MAX_VALUE;
    for (int look = 0; look < LOOKS; look++) {
      threads = Math.min(threads, entries(process.resolve("task")));
      files = Math.min(files, entries(process.resolve("fd")));
      state = Math.min(state, Checkpoints.of(port).stateBytes());
      TimeUnit.SECONDS.sleep(1);
    }
    Checkpoints checkpoints = Checkpoints.of(port);
    double heap = new JobHeap(pid).megabytesAfterCollection();
    long pages = Long.parseLong(Files.readString(process.resolve("statm")).split(" ", 3)[1]);
    return new ProcessSample(
        heap,
        pages * PAGE_BYTES / 1_000_000,
        threads,
        files,
        state,
        checkpoints.restored(),
        checkpoints.failed());
  }

  private static long entries(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.count();
    }
  }
}
