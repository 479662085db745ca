package ai.cequence.cloudfront.local;

import ai.cequence.cloudfront.Failures;
import ai.cequence.cloudfront.concurrent.DaemonThreads;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/**
 * Delivers generated log objects as CloudFront does, but every second: now and then one twice, and
 * now and then one with a line that is none.
 */
final class LiveTraffic implements AutoCloseable {
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("yyyy-MM-dd-HH").withZone(ZoneOffset.UTC);
  private static final int TWICE_EVERY = 10;
  private static final int BROKEN_EVERY = 30;

  private final Path logs;
  private final Path unfinished;
  private final int rate;
  private final LogGenerator generator;
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(new DaemonThreads("live-traffic"));

  private long objects;

  /**
   * @param folder gets the objects in its folder {@code logs}
   * @param rate requests a second
   */
  LiveTraffic(Path folder, int rate) throws IOException {
    this.logs = Files.createDirectories(folder.resolve("logs"));
    this.unfinished = folder.resolve("unfinished.gz");
    this.rate = rate;
    this.generator = new LogGenerator(System.currentTimeMillis());
  }

  void start() {
    var unused = ticker.scheduleAtFixedRate(this::deliver, 0, 1, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    ticker.shutdownNow();
  }

  private void deliver() {
    try {
      objects++;
      Instant now = Instant.now();
      generator.writeV1(Files.newOutputStream(unfinished), rate, now.minusMillis(100L * rate));
      if (objects % BROKEN_EVERY == 0) {
        breakLine();
      }
      if (objects % TWICE_EVERY == 0) {
        Files.copy(unfinished, unfinished.resolveSibling("again.gz"));
        Files.move(unfinished.resolveSibling("again.gz"), name(now, "again"));
      }
      Files.move(unfinished, name(now, "first"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException e) {
      System.err.println("No more requests are generated: " + Failures.reason(e));
      ticker.shutdown();
    }
  }

  /** Appends a second gzip member with a line that no log has. */
  private void breakLine() throws IOException {
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(unfinished, StandardOpenOption.APPEND))) {
      out.write("this is no log line\n".getBytes(StandardCharsets.US_ASCII));
    }
  }

  private Path name(Instant at, String delivery) {
    return logs.resolve(
        String.format(
            Locale.ROOT, "E1DEMO%08d.%s.%s.gz", objects % 2, HOUR.format(at), delivery + objects));
  }
}
