package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.local.LogGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;

/**
 * Logs of a soak run: a file a second, whole at once; every seventh comes twice, and every fifth
 * holds a line that is none and a request that the Bridge refuses. Remembers every id.
 */
final class SoakFeed implements AutoCloseable {
  /** In the path of a request that the Bridge is to refuse. */
  static final String POISON = "/soak-poison";

  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("yyyy-MM-dd-HH").withZone(ZoneOffset.UTC);
  private static final String HEADER =
      "#Version: 1.0\n#Fields: " + String.join(" ", LogGenerator.V1_FIELDS) + '\n';
  private static final int HEADER_LINES = 2;
  private static final int ID_COLUMN = LogGenerator.V1_FIELDS.indexOf("x-edge-request-id");
  private static final int TWICE_EVERY = 7;
  private static final int POISON_EVERY = 5;

  private final Path logs;
  private final Path unfinished;
  private final int rate;
  private final LogGenerator generator;
  private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor();
  private final Map<String, Boolean> poisonById = new ConcurrentHashMap<>();
  private final AtomicLong lines = new AtomicLong();
  private final AtomicLong broken = new AtomicLong();
  private final AtomicLong poison = new AtomicLong();

  private volatile boolean repeats = true;
  private int files;

  /**
   * @param folder gets a folder of logs
   * @param rate requests a second
   */
  SoakFeed(Path folder, int rate, long seed) throws IOException {
    this.logs = Files.createDirectory(folder.resolve("logs"));
    this.unfinished = folder.resolve("unfinished.gz");
    this.rate = rate;
    this.generator = new LogGenerator(seed);
  }

  Path logs() {
    return logs;
  }

  void start() {
    var unused = ticker.scheduleAtFixedRate(this::write, 0, 1, TimeUnit.SECONDS);
  }

  /** Whether files come twice. */
  void setRepeats(boolean newRepeats) {
    repeats = newRepeats;
  }

  /** No more logs; all counts are final when this returns. */
  void stop() throws InterruptedException {
    ticker.shutdown();
    if (!ticker.awaitTermination(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("Expected the last log within 30 s, found none");
    }
  }

  /** True for an id that the Bridge refuses, false for another of ours, null for an unknown one. */
  Boolean isPoison(String id) {
    return poisonById.get(id);
  }

  /** Ids that the Bridge must get. */
  long sound() {
    return poisonById.size() - poison.get();
  }

  /** Ids that the Bridge refuses. */
  long poison() {
    return poison.get();
  }

  /** Lines of all files, headers and repeats included. */
  long lines() {
    return lines.get();
  }

  /** Lines that are none, repeats included. */
  long broken() {
    return broken.get();
  }

  private void write() {
    try {
      Instant now = Instant.now();
      boolean spoilt = files % POISON_EVERY == 0;
      String log = log(now, spoilt);
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(unfinished))) {
        out.write(log.getBytes(StandardCharsets.US_ASCII));
      }
      boolean twice = repeats && files % TWICE_EVERY == 0;
      if (twice) {
        Path copy = unfinished.resolveSibling("copy.gz");
        Files.copy(unfinished, copy);
        Files.move(copy, name(now, "again"), StandardCopyOption.ATOMIC_MOVE);
      }
      Files.move(unfinished, name(now, "first"), StandardCopyOption.ATOMIC_MOVE);
      int copies = twice ? 2 : 1;
      lines.addAndGet((long) copies * (HEADER_LINES + rate + (spoilt ? 1 : 0)));
      broken.addAndGet(spoilt ? copies : 0);
      files++;
    } catch (IOException e) {
      throw new UncheckedIOException("The logs cannot be written", e);
    }
  }

  private String log(Instant now, boolean spoilt) {
    StringBuilder log = new StringBuilder(HEADER);
    for (int i = 0; i < rate; i++) {
      String line = generator.line(now);
      boolean refused = spoilt && i == rate / 2;
      if (refused) {
        line = line.replaceFirst("\t/[^\t]*", "\t" + POISON);
        log.append("this is no log line\n");
        poison.incrementAndGet();
      }
      poisonById.put(line.split("\t", -1)[ID_COLUMN], refused);
      log.append(line);
    }
    return log.toString();
  }

  private Path name(Instant at, String delivery) {
    return logs.resolve(
        "E1SOAK%08d.%s.%s%08x.gz".formatted(files % 2, HOUR.format(at), delivery, files));
  }

  @Override
  public void close() {
    ticker.shutdownNow();
  }
}
