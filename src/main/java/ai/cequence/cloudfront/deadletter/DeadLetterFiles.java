package ai.cequence.cloudfront.deadletter;

import ai.cequence.cloudfront.concurrent.DaemonThreads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.flink.core.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes dead letters to files: one JSON object a line, {@code <path>/<yyyy>/<MM>/<dd>/<HH>/<hash
 * of the bytes>.ndjson}. A file closes when it is {@linkplain #roll rolled} or full, and is never
 * written again with other bytes.
 *
 * <p>Thread-safe. {@link #add} and {@link #roll} never wait; files are written by a thread of their
 * own, again and again until that works. Futures complete on that thread.
 */
final class DeadLetterFiles implements AutoCloseable {
  static final int FULL_BYTES = 8_000_000;

  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterFiles.class);
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("yyyy/MM/dd/HH").withZone(ZoneOffset.UTC);
  private static final long FIRST_RETRY_MILLIS = 500;
  private static final long LONGEST_RETRY_MILLIS = 10_000;
  private static final long LOOK_MILLIS = 100;
  private static final long COMPLAINT_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final URI path;
  private final Clock clock;
  private final Store store;
  private final ScheduledExecutorService writer;
  private final AtomicLong unwritten = new AtomicLong();

  private ByteArrayOutputStream open = new ByteArrayOutputStream();
  private List<CompletableFuture<Void>> openRecords = new ArrayList<>();

  // Of the writer's thread alone.
  private boolean complained;
  private long lastComplaint;

  /** Writes a file durably, whole or not at all. */
  @FunctionalInterface
  interface Store {
    void write(Path file, byte[] bytes) throws IOException;
  }

  DeadLetterFiles(URI path, Clock clock) {
    this(path, clock, WholeFile::write);
  }

  DeadLetterFiles(URI path, Clock clock, Store store) {
    this.path = path;
    this.clock = clock;
    this.store = store;
    this.writer = Executors.newSingleThreadScheduledExecutor(new DaemonThreads("dead-letters"));
  }

  /** Adds a record to the open file; the future completes once that file is durable. */
  synchronized CompletableFuture<Void> add(byte[] line) {
    CompletableFuture<Void> durable = new CompletableFuture<>();
    open.writeBytes(line);
    open.write('\n');
    openRecords.add(durable);
    unwritten.addAndGet(line.length + 1L);
    if (open.size() >= FULL_BYTES) {
      roll();
    }
    return durable;
  }

  /** Closes the open file: it is written soon. */
  synchronized void roll() {
    if (open.size() == 0) {
      return;
    }
    byte[] bytes = open.toByteArray();
    List<CompletableFuture<Void>> records = openRecords;
    open = new ByteArrayOutputStream();
    openRecords = new ArrayList<>();
    Path file =
        new Path(new Path(path), HOUR.format(clock.instant()) + '/' + WholeFile.name(bytes));
    writer.execute(() -> write(file, bytes, records, FIRST_RETRY_MILLIS));
  }

  /** Rolls whenever a condition holds, looked at a few times a second. */
  void rollWhile(BooleanSupplier condition) {
    var unused =
        writer.scheduleWithFixedDelay(
            () -> {
              if (condition.getAsBoolean()) {
                roll();
              }
            },
            LOOK_MILLIS,
            LOOK_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  /** Bytes of records that are not durable yet. */
  long unwrittenBytes() {
    return unwritten.get();
  }

  private void write(
      Path file, byte[] bytes, List<CompletableFuture<Void>> records, long retryMillis) {
    try {
      store.write(file, bytes);
    } catch (IOException | RuntimeException e) {
      // A file system has failures of its own; the executor would swallow them, and the file.
      complain(file, e);
      var unused =
          writer.schedule(
              () -> write(file, bytes, records, Math.min(LONGEST_RETRY_MILLIS, retryMillis * 2)),
              retryMillis,
              TimeUnit.MILLISECONDS);
      return;
    }
    unwritten.addAndGet(-bytes.length);
    records.forEach(record -> record.complete(null));
  }

  /** Once a minute: while the store is away, every file of every checkpoint fails. */
  private void complain(Path file, Exception e) {
    long now = System.nanoTime();
    if (complained && now - lastComplaint < COMPLAINT_NANOS) {
      return;
    }
    complained = true;
    lastComplaint = now;
    LOG.warn(
        "Dead letters cannot be written to {}: {} ({}); {} bytes wait and are tried again until they"
            + " are durable",
        file,
        e.getClass().getSimpleName(),
        e.getMessage(),
        unwrittenBytes());
  }

  @Override
  public void close() {
    writer.shutdownNow();
  }
}
