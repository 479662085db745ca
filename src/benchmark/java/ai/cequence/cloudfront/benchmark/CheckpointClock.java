package ai.cequence.cloudfront.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Notes when each checkpoint began: Flink makes its folder before it asks the first task for state.
 * A moment noted is never later than that, and a tenth of a second earlier on a machine at ease.
 */
final class CheckpointClock implements AutoCloseable {
  private static final long LOOK_MILLIS = 100;
  private static final int DEPTH = 2;

  private final Path checkpoints;
  private final Map<Path, Long> beganMillis = new ConcurrentHashMap<>();
  private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor();
  private long lastLook = System.currentTimeMillis();

  /**
   * @param checkpoints where Flink has a folder for each job
   */
  CheckpointClock(Path checkpoints) {
    this.checkpoints = checkpoints;
    var unused = ticker.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** When a checkpoint began, or null where it was never seen. */
  Long beganMillis(Path checkpoint) {
    return beganMillis.get(checkpoint);
  }

  private void look() {
    long now = System.currentTimeMillis();
    try (Stream<Path> folders =
        Files.find(checkpoints, DEPTH, (path, type) -> isCheckpoint(path))) {
      folders.forEach(folder -> beganMillis.putIfAbsent(folder, lastLook));
      lastLook = now;
    } catch (IOException | UncheckedIOException e) {
      // Flink removes folders meanwhile, or has made none yet; the next look sees what is there.
    }
  }

  private static boolean isCheckpoint(Path folder) {
    return folder.getFileName().toString().startsWith("chk-");
  }

  @Override
  public void close() {
    ticker.shutdownNow();
  }
}
