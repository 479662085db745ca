package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.local.LogGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Logs that appear as CloudFront's do: a file a second, whole at once, no id twice. */
final class LogFeed implements AutoCloseable {
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("yyyy-MM-dd-HH").withZone(ZoneOffset.UTC);

  private final Path logs;
  private final Path unfinished;
  private final int rate;
  private final LogGenerator generator = new LogGenerator(1);
  private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor();
  private final AtomicLong written = new AtomicLong();
  private int files;

  /**
   * @param folder gets a folder of logs
   * @param rate lines a second
   */
  LogFeed(Path folder, int rate) throws IOException {
    this.logs = Files.createDirectory(folder.resolve("logs"));
    this.unfinished = folder.resolve("unfinished.gz");
    this.rate = rate;
  }

  Path logs() {
    return logs;
  }

  void start() {
    var unused = ticker.scheduleAtFixedRate(this::write, 0, 1, TimeUnit.SECONDS);
  }

  /** No more logs; {@link #written} is final when this returns. */
  void stop() throws InterruptedException {
    ticker.shutdown();
    if (!ticker.awaitTermination(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("Expected the last log within 30 s, found none");
    }
  }

  /** Ids in all logs so far. */
  long written() {
    return written.get();
  }

  private void write() {
    try {
      Instant now = Instant.now();
      generator.writeV1(Files.newOutputStream(unfinished), rate, now);
      String name = "E1OUTAGE0000AA.%s.%08x.gz".formatted(HOUR.format(now), files++);
      Files.move(unfinished, logs.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      written.addAndGet(rate);
    } catch (IOException e) {
      throw new UncheckedIOException("The logs cannot be written", e);
    }
  }

  @Override
  public void close() {
    ticker.shutdownNow();
  }
}
