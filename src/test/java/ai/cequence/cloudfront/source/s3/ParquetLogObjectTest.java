package ai.cequence.cloudfront.source.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.cequence.cloudfront.local.LogGenerator;
import ai.cequence.cloudfront.local.LoggedRequest;
import ai.cequence.cloudfront.local.ParquetLogFile;
import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.parse.RejectReason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parquet objects become lines of JSON; what cannot be read becomes one rejected line. */
class ParquetLogObjectTest {
  private static final Instant START = Instant.parse("2026-01-31T10:00:00Z");
  private static final List<String> FIELDS =
      Stream.concat(LogGenerator.V1_FIELDS.stream(), Stream.of("timestamp(ms)", "asn")).toList();

  @ParameterizedTest
  @EnumSource(
      value = CompressionCodecName.class,
      names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "LZ4_RAW"})
  void aRowBecomesTheLineThatJsonLogsHave(CompressionCodecName codec) throws IOException {
    byte[] file = file(300, codec, 1 << 20);

    assertThat(lines(read(file, ObjectPosition.START))).isEqualTo(jsonLines(300));
  }

  @Test
  void readingGoesOnBehindAnyChunk() throws IOException {
    byte[] file = file(3000, CompressionCodecName.SNAPPY, 20_000);
    List<String> all = lines(read(file, ObjectPosition.START));
    assertThat(all).hasSize(3000);

    ObjectPosition position = ObjectPosition.START;
    List<String> piecewise = new ArrayList<>();
    while (true) {
      try (LogObject object = open(file, file.length, position)) {
        LogChunk chunk = object.next();
        if (chunk == null) {
          break;
        }
        assertThat(chunk.firstLine()).isEqualTo(piecewise.size() + 1L);
        piecewise.addAll(lines(List.of(chunk)));
        position = object.position();
      }
    }
    assertThat(piecewise).isEqualTo(all);
  }

  @Test
  void numbersDatesAndMissingValuesAreWhatJsonMakesOfThem() throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message m { optional int32 date (DATE); optional int64 sc_status; optional double"
                + " time_taken; optional boolean fle_status; optional binary cs_host (STRING);"
                + " optional binary cs_uri_stem; optional binary x_new_field (STRING); optional"
                + " group nested { optional binary a; } }");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ParquetWriter<Group> writer =
        ParquetLogFile.writer(out, schema, CompressionCodecName.UNCOMPRESSED, 1 << 20)) {
      Group row = new SimpleGroup(schema);
      row.add("date", 20_484);
      row.add("sc_status", 7L);
      row.add("time_taken", 0.25);
      row.add("fle_status", true);
      row.add("cs_host", "d1\"\n\\.cloudfront.net");
      row.add("cs_uri_stem", Binary.fromConstantByteArray(new byte[] {'/', (byte) 0xE9}));
      row.addGroup("nested").add("a", "x");
      writer.write(row);
    }

    assertThat(lines(read(out.toByteArray(), ObjectPosition.START)))
        .containsExactly(
            "{\"date\":\"2026-01-31\",\"sc-status\":7,\"time-taken\":0.25,\"fle-status\":true,"
                + "\"cs(Host)\":\"d1\\\"\\n\\\\.cloudfront.net\",\"cs-uri-stem\":\"/\u00e9\"}");
  }

  @Test
  void aFileThatIsCutIsOneRejectedLine() throws IOException {
    byte[] file = file(300, CompressionCodecName.GZIP, 1 << 20);
    for (int length : new int[] {4, 5, 12, file.length / 2, file.length - 8, file.length - 1}) {
      List<LogChunk> chunks = read(Arrays.copyOf(file, length), ObjectPosition.START);

      assertThat(chunks).as("cut to " + length).hasSize(1);
      assertThat(chunks.get(0).failure().reason()).isEqualTo(RejectReason.CORRUPT);
      assertThat(chunks.get(0).failure().detail()).contains("behind row 0");
      assertThat(chunks.get(0).firstLine()).isEqualTo(1);
    }
  }

  @Test
  void rowsBeforeDamageAreDelivered() throws IOException {
    byte[] file = file(3000, CompressionCodecName.UNCOMPRESSED, 20_000);
    file[file.length / 2] ^= 0x55;

    List<LogChunk> chunks = read(file, ObjectPosition.START);

    List<String> lines = lines(chunks.subList(0, chunks.size() - 1));
    assertThat(lines).hasSizeGreaterThan(100).isEqualTo(jsonLines(3000).subList(0, lines.size()));
    LogChunk last = chunks.get(chunks.size() - 1);
    assertThat(last.failure().reason()).isEqualTo(RejectReason.CORRUPT);
    assertThat(last.firstLine()).isEqualTo(lines.size() + 1L);
  }

  /** Whatever is damaged, reading ends, and with at most one failure. */
  @Test
  void endsOnDamageAnywhere() throws IOException {
    byte[] file = file(40, CompressionCodecName.SNAPPY, 1 << 20);
    Random random = new Random(1);
    for (int i = 0; i < 1500; i++) {
      byte[] damaged = file.clone();
      // The footer, where sizes and places lie, more often than the pages.
      int at =
          random.nextBoolean()
              ? 4 + random.nextInt(file.length - 4)
              : file.length - 1 - random.nextInt(2000);
      damaged[at] = (byte) random.nextInt();
      List<LogChunk> chunks = read(damaged, ObjectPosition.START);
      assertThat(chunks.stream().filter(chunk -> chunk.failure() != null).count())
          .as("byte " + at)
          .isLessThanOrEqualTo(1);
      assertThat(chunks)
          .allMatch(chunk -> chunk.failure() == null || chunk.failure().detail().length() < 1_000);
    }
  }

  @Test
  void rowsBeyondTheLimitsAreRejected() throws IOException {
    byte[] file = file(300, CompressionCodecName.ZSTD, 1 << 20);
    List<String> all = jsonLines(300);
    int longest = all.stream().mapToInt(line -> line.length() + 1).max().orElseThrow();
    long tooLong = all.stream().filter(line -> line.length() + 1 > longest - 1).count();

    List<LogChunk> chunks = new ArrayList<>();
    try (LogObject object =
        new LogObjectOpener(longest - 1, Long.MAX_VALUE)
            .open("s3://b/k", new Bytes(file), file.length, ObjectPosition.START)) {
      for (LogChunk chunk = object.next(); chunk != null; chunk = object.next()) {
        chunks.add(chunk);
      }
    }
    assertThat(chunks.stream().filter(chunk -> chunk.failure() != null))
        .hasSize((int) tooLong)
        .allMatch(chunk -> chunk.failure().reason() == RejectReason.LINE_TOO_LONG);
    assertThat(lines(chunks.stream().filter(chunk -> chunk.failure() == null).toList()))
        .hasSize(300 - (int) tooLong);

    long limit = all.get(0).length() + 1L;
    try (LogObject object =
        new LogObjectOpener(1_000_000, limit)
            .open("s3://b/k", new Bytes(file), file.length, ObjectPosition.START)) {
      assertThat(lines(List.of(object.next()))).containsExactly(all.get(0));
      assertThat(object.next().failure().reason()).isEqualTo(RejectReason.OBJECT_TOO_LARGE);
      assertThat(object.next()).isNull();
    }
  }

  /** An over-long row is read again where reading went on before it was told of. */
  @Test
  void anOverLongRowCountsOnceThoughReadingIsResumedBeforeIt() throws IOException {
    byte[] file = file(300, CompressionCodecName.ZSTD, 1 << 20);
    List<Integer> lengths = jsonLines(300).stream().map(line -> line.length() + 1).toList();
    int longest = lengths.stream().mapToInt(Integer::intValue).max().orElseThrow();
    long all = lengths.stream().mapToLong(Integer::longValue).sum();
    LogObjectOpener opener = new LogObjectOpener(longest - 1, all);

    ObjectPosition position = ObjectPosition.START;
    List<RejectReason> failures = new ArrayList<>();
    while (true) {
      try (LogObject object = opener.open("s3://b/k", new Bytes(file), file.length, position)) {
        LogChunk chunk = object.next();
        if (chunk == null) {
          break;
        }
        if (chunk.failure() != null) {
          failures.add(chunk.failure().reason());
        }
        position = object.position();
      }
    }
    assertThat(failures).isNotEmpty().containsOnly(RejectReason.LINE_TOO_LONG);
    assertThat(position.within()).isEqualTo(300);
    assertThat(position.decompressed()).isEqualTo(all);
  }

  /** A failure of the store is not damage: reading may be tried again. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFailureOfTheStoreIsThrown(boolean unchecked) throws IOException {
    byte[] file = file(3000, CompressionCodecName.SNAPPY, 20_000);
    Bytes failing = new Bytes(file);
    try (LogObject object =
        new LogObjectOpener(1_000_000, Long.MAX_VALUE)
            .open("s3://b/k", failing, file.length, ObjectPosition.START)) {
      assertThat(object.next().failure()).isNull();
      failing.failsUnchecked = unchecked;
      failing.fails = true;
      assertThatThrownBy(
              () -> {
                for (LogChunk chunk = object.next(); chunk != null; chunk = object.next()) {
                  assertThat(chunk.failure()).isNull();
                }
              })
          .isInstanceOf(IOException.class)
          .hasMessage("the store is away");
    }
  }

  private static byte[] file(int rows, CompressionCodecName codec, long rowGroupBytes)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ParquetLogFile file = new ParquetLogFile(out, FIELDS, codec, rowGroupBytes)) {
      for (LoggedRequest request : requests(rows)) {
        file.write(request);
      }
    }
    return out.toByteArray();
  }

  private static List<String> jsonLines(int rows) {
    return requests(rows).stream().map(request -> request.json(FIELDS)).toList();
  }

  private static List<LoggedRequest> requests(int rows) {
    LogGenerator generator = new LogGenerator(5);
    return Stream.iterate(START, at -> at.plusMillis(137))
        .limit(rows)
        .map(generator::request)
        .toList();
  }

  private static LogObject open(byte[] file, int length, ObjectPosition from) throws IOException {
    return new LogObjectOpener(1_000_000, Long.MAX_VALUE)
        .open("s3://b/k", new Bytes(file), length, from);
  }

  private static List<LogChunk> read(byte[] file, ObjectPosition from) throws IOException {
    List<LogChunk> chunks = new ArrayList<>();
    try (LogObject object = open(file, file.length, from)) {
      for (LogChunk chunk = object.next(); chunk != null; chunk = object.next()) {
        chunks.add(chunk);
      }
      assertThat(object.next()).isNull();
    }
    return chunks;
  }

  private static List<String> lines(List<LogChunk> chunks) {
    List<String> lines = new ArrayList<>();
    for (LogChunk chunk : chunks) {
      assertThat(chunk.failure()).isNull();
      assertThat(chunk.bytes()[chunk.start() + chunk.length() - 1]).isEqualTo((byte) '\n');
      lines.addAll(
          new String(chunk.bytes(), chunk.start(), chunk.length(), StandardCharsets.ISO_8859_1)
              .lines()
              .toList());
    }
    return lines;
  }

  /** An object in memory, whose store can fail. */
  private static final class Bytes extends FSDataInputStream {
    private final byte[] bytes;
    private int position;
    private boolean fails;
    private boolean failsUnchecked;

    Bytes(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public void seek(long to) throws IOException {
      position = (int) to;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public int read() throws IOException {
      if (fails) {
        IOException away = new IOException("the store is away");
        if (failsUnchecked) {
          throw new UncheckedIOException(away);
        }
        throw away;
      }
      return position < bytes.length ? bytes[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int from, int count) throws IOException {
      int first = count == 0 ? 0 : read();
      if (first < 0 || count == 0) {
        return first;
      }
      target[from] = (byte) first;
      int more = Math.min(count - 1, bytes.length - position);
      System.arraycopy(bytes, position, target, from + 1, more);
      position += more;
      return more + 1;
    }
  }
}
