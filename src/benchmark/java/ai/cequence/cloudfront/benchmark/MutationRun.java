package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.Commands;
import ai.cequence.cloudfront.WrongArgumentException;
import ai.cequence.cloudfront.config.RealTimeFields;
import ai.cequence.cloudfront.local.LogGenerator;
import ai.cequence.cloudfront.local.LoggedRequest;
import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.parse.LogParser;
import ai.cequence.cloudfront.parse.ParserSettings;
import ai.cequence.cloudfront.source.s3.LogObjectReader;
import ai.cequence.cloudfront.testing.ParserSetup;
import ai.cequence.cloudfront.transaction.LogSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Damaged logs of every format through the reader and the parser, by the million. Each line must
 * come out once: as a transaction, skipped, rejected or a directive; each transaction must be sound
 * JSON.
 */
@Command(
    name = "mutations",
    mixinStandardHelpOptions = true,
    description = {
      "Damages generated logs of every format and checks that the parser accounts for each line.",
      "Ends with status 1 at the first that it does not; that is then a file in target/."
    })
public final class MutationRun implements Callable<Integer> {
  private static final int LINES_AN_OBJECT = 200;

  /** Of each format, damaged again and again. */
  private static final int SOUND_LINES = 5_000;

  /** A damaged header takes all lines below it with it. */
  private static final int DAMAGED_HEADER_EVERY = 25;

  private static final int MOST_LINE_BYTES = 1_000_000;
  private static final long MOST_OBJECT_BYTES = 1_000_000_000;
  private static final Instant START = Instant.parse("2026-01-31T10:00:00Z");
  private static final String HEADER =
      "#Version: 1.0\n#Fields: " + String.join(" ", LogGenerator.V1_FIELDS) + '\n';

  @Parameters(
      index = "0",
      paramLabel = "LINES",
      defaultValue = "10000000",
      description = "lines (${DEFAULT-VALUE})")
  private long lines;

  @Option(names = "--seed", defaultValue = "1", description = "of all that is random")
  private long seed;

  private final LogParser parser = new LogParser(settings());
  private final CountedLines counted = new CountedLines();
  private final Map<Format, List<byte[]>> linesByFormat = new EnumMap<>(Format.class);
  private LogMutator mutator = new LogMutator(1);
  private int next;
  private long in;
  private long objects;

  public static void main(String[] args) {
    System.exit(Commands.run(new MutationRun(), args));
  }

  @Override
  public Integer call() throws IOException {
    WrongArgumentException.unlessBetween("LINES", lines, 1, Long.MAX_VALUE);
    mutator = new LogMutator(seed);
    Format[] formats = Format.values();
    for (Format format : formats) {
      linesByFormat.put(format, sound(format, new LogGenerator(seed)));
    }
    while (in < lines) {
      Format format = formats[(int) (objects++ % formats.length)];
      byte[] log = log(format);
      String problem = problem(format, log);
      if (!problem.isEmpty()) {
        Path file = Path.of("target", "mutation-" + seed + '-' + objects + '-' + format);
        Files.write(file, log);
        System.err.println(problem + "; the log is in " + file);
        return 1;
      }
    }
    counted
        .addTo(new Figures("mutations").add("seed", "seed", seed).add("lines", "lines in", in))
        .add("objects", "objects and records", objects)
        .print(System.out);
    return 0;
  }

  /** What CloudFront writes, and how it comes to the parser. */
  private enum Format {
    STANDARD,
    JSON,
    W3C,
    REAL_TIME
  }

  private byte[] log(Format format) {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    if (format == Format.STANDARD || format == Format.W3C) {
      boolean damaged = objects % DAMAGED_HEADER_EVERY == 0;
      log.writeBytes(damaged ? mutator.mutate(bytes(HEADER)) : bytes(HEADER));
    }
    // A Kinesis record is a line.
    int count = format == Format.REAL_TIME ? 1 : LINES_AN_OBJECT;
    for (int i = 0; i < count; i++) {
      List<byte[]> sound = linesByFormat.get(format);
      log.writeBytes(mutator.mutate(sound.get(next++ % sound.size())));
    }
    return log.toByteArray();
  }

  private static List<byte[]> sound(Format format, LogGenerator generator) {
    List<byte[]> lines = new ArrayList<>();
    for (int i = 0; i < SOUND_LINES; i++) {
      lines.add(line(format, generator.request(START.plusSeconds(i))));
    }
    return lines;
  }

  private static byte[] line(Format format, LoggedRequest request) {
    String line =
        switch (format) {
          case STANDARD -> request.delimited(LogGenerator.V1_FIELDS, "\t");
          case JSON -> request.json(LogGenerator.V1_FIELDS);
          case W3C -> request.delimited(LogGenerator.V1_FIELDS, "||");
          case REAL_TIME -> request.realTime(RealTimeFields.ALL);
        };
    return bytes(line + '\n');
  }

  /** Parses a log and says what is wrong with the account of it; empty where nothing is. */
  private String problem(Format format, byte[] log) throws IOException {
    long before = counted.total();
    long expected;
    try {
      expected = format == Format.REAL_TIME ? parseRecord(log) : parseObject(log);
    } catch (RuntimeException e) {
      return "Expected no exception, found " + e;
    }
    in += expected;
    long found = counted.total() - before;
    if (counted.unsound() > 0) {
      return "Expected sound JSON, found some that is not";
    }
    return found == expected
        ? ""
        : "Expected an account of " + expected + " lines, found one of " + found;
  }

  private long parseRecord(byte[] record) {
    parser.parse(
        LogChunk.lines(
            LogSource.KINESIS, "stream/shard/" + objects, 1, null, record, 0, record.length),
        counted);
    return linesIn(record, 0, record.length);
  }

  /** Lines of an object; a rest that cannot be read is one. */
  private long parseObject(byte[] object) throws IOException {
    long found = 0;
    boolean failed = false;
    String name = "s3://logs/E1MUTATED0001.2026-01-31-10.%08x.gz".formatted(objects);
    try (LogObjectReader reader =
        LogObjectReader.open(
            name, new ByteArrayInputStream(object), MOST_LINE_BYTES, MOST_OBJECT_BYTES)) {
      for (LogChunk chunk = reader.next(); chunk != null; chunk = reader.next()) {
        failed |= chunk.failure() != null;
        found +=
            chunk.failure() == null ? linesIn(chunk.bytes(), chunk.start(), chunk.length()) : 1;
        parser.parse(chunk, counted);
      }
    }
    long lines = linesIn(object, 0, object.length);
    if (!failed && found != lines) {
      throw new IllegalStateException("the reader found " + found + " lines of " + lines);
    }
    return found;
  }

  private static long linesIn(byte[] bytes, int start, int length) {
    int stop = start + length;
    long lines = length > 0 && bytes[stop - 1] != '\n' ? 1 : 0;
    for (int i = start; i < stop; i++) {
      lines += bytes[i] == '\n' ? 1 : 0;
    }
    return lines;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ParserSettings settings() {
    return new ParserSetup()
        .distributions(Map.of(LogGenerator.DOMAIN, "E1MUTATED0001"))
        .skipping(Set.of("js", "css"), List.of("/login"))
        .s3(List.of(), "||")
        .kinesis(RealTimeFields.ALL)
        .settings();
  }
}
