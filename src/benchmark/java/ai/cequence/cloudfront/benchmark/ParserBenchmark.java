package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.local.LogGenerator;
import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.parse.LogParser;
import ai.cequence.cloudfront.parse.ParseOutput;
import ai.cequence.cloudfront.parse.ParserSettings;
import ai.cequence.cloudfront.parse.Rejection;
import ai.cequence.cloudfront.parse.SkipReason;
import ai.cequence.cloudfront.source.s3.LogObjectReader;
import ai.cequence.cloudfront.transaction.Transaction;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The parser on a generated standard log (v1, 33 columns, about 412 bytes a line), beside a minimal
 * reader of the same file. One operation is one line.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx1g", "-Xms1g", "-XX:+UseSerialGC", "-XX:CICompilerCount=2"})
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class ParserBenchmark {
  static final int LINES = 50_000;
  private static final String ORIGIN = "s3://logs/E1GENERATED001.2026-01-31-10.00000001.gz";

  private final byte[] gzip = gzip();
  private final List<LogChunk> chunks = chunks(gzip);
  private final Counting output = new Counting();
  private final LogParser all = new LogParser(settings(List.of()));
  // Every path is excluded, so that a line ends before it is encoded.
  private final LogParser parsing = new LogParser(settings(List.of("/**")));

  /** Splits, checks and decodes; every line is then left out by its path. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public long parseOnly() {
    return count(parsing, chunks);
  }

  /** As above, and encodes to the bytes that the Bridge gets. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public long parseAndEncode() {
    return count(all, chunks);
  }

  /** As above, from the gzip file. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public long gzipToBridgeJson() throws IOException {
    output.seen = 0;
    try (LogObjectReader reader = open(gzip)) {
      for (LogChunk chunk = reader.next(); chunk != null; chunk = reader.next()) {
        all.parse(chunk, output);
      }
    }
    return output.seen;
  }

  /** What any reader must do: decompress, and find where lines and columns end. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public long minimalReader(Blackhole blackhole) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    int[] ends = new int[64];
    long columns = 0;
    int column = 0;
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip), 64 * 1024)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        for (int i = 0; i < read; i++) {
          if (buffer[i] == '\t') {
            ends[column++ & 63] = i;
          } else if (buffer[i] == '\n') {
            columns += column;
            column = 0;
          }
        }
        blackhole.consume(ends);
      }
    }
    return columns;
  }

  private long count(LogParser parser, List<LogChunk> of) {
    output.seen = 0;
    for (LogChunk chunk : of) {
      parser.parse(chunk, output);
    }
    return output.seen;
  }

  private static ParserSettings settings(List<String> excluded) {
    return new ParserSettings(
        "1.0",
        "benchmark",
        Map.of(),
        Set.of(),
        excluded,
        Set.of(),
        Set.of(),
        Set.of(),
        List.of(),
        "\t",
        List.of());
  }

  private static byte[] gzip() {
    try {
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      new LogGenerator(1).writeV1(file, LINES, Instant.parse("2026-01-31T10:00:00Z"));
      return file.toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException("Memory cannot fail", e);
    }
  }

  private static LogObjectReader open(byte[] gzip) throws IOException {
    return LogObjectReader.open(ORIGIN, new ByteArrayInputStream(gzip), 1_000_000, 20_000_000_000L);
  }

  private static List<LogChunk> chunks(byte[] gzip) {
    List<LogChunk> chunks = new ArrayList<>();
    try (LogObjectReader reader = open(gzip)) {
      for (LogChunk chunk = reader.next(); chunk != null; chunk = reader.next()) {
        chunks.add(chunk);
      }
    } catch (IOException e) {
      throw new IllegalStateException("Memory cannot fail", e);
    }
    return chunks;
  }

  /** Takes what the parser says and keeps a sum of it, so that no work can be left out. */
  private static final class Counting implements ParseOutput {
    private long seen;

    @Override
    public void transaction(Transaction transaction) {
      seen += transaction.json().length + transaction.idLow();
    }

    @Override
    public void rejected(Rejection rejection) {
      throw new IllegalStateException("Generated lines are sound: " + rejection.detail());
    }

    @Override
    public void skipped(SkipReason reason, String subject) {
      seen += subject.length();
    }

    @Override
    public void directive(String origin) {
      seen++;
    }

    @Override
    public void layout(
        String origin, String distribution, List<String> missing, List<String> unknown) {
      seen++;
    }
  }
}
