package ai.cequence.cloudfront.source.s3;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.parse.RejectReason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class LogObjectReaderTest {

  private static byte[] gzip(String... members) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String member : members) {
      try (GZIPOutputStream out = new GZIPOutputStream(all)) {
        out.write(member.getBytes(StandardCharsets.UTF_8));
      }
    }
    return all.toByteArray();
  }

  private static List<LogChunk> read(byte[] object, int maxLine, long maxObject)
      throws IOException {
    return read(new ByteArrayInputStream(object), maxLine, maxObject);
  }

  private static List<LogChunk> read(InputStream in, int maxLine, long maxObject)
      throws IOException {
    List<LogChunk> chunks = new ArrayList<>();
    try (LogObjectReader reader = LogObjectReader.open("s3://b/k", in, maxLine, maxObject)) {
      for (LogChunk chunk = reader.next(); chunk != null; chunk = reader.next()) {
        chunks.add(chunk);
      }
    }
    return chunks;
  }

  private static String text(LogChunk chunk) {
    return new String(chunk.bytes(), chunk.start(), chunk.length(), StandardCharsets.UTF_8);
  }

  private static String lines(List<LogChunk> chunks) {
    StringBuilder all = new StringBuilder();
    for (LogChunk chunk : chunks) {
      if (chunk.failure() == null) {
        all.append(text(chunk));
      }
    }
    return all.toString();
  }

  @Test
  void readsPlainAndGzipWithSeveralMembers() throws IOException {
    assertThat(lines(read("a\nb".getBytes(StandardCharsets.UTF_8), 100, 100))).isEqualTo("a\nb");
    assertThat(lines(read(gzip("a\nb", "c\n", "d\n"), 100, 100))).isEqualTo("a\nbc\nd\n");
    assertThat(read(new byte[0], 100, 100)).isEmpty();
    assertThat(read(gzip(""), 100, 100)).isEmpty();
  }

  @Test
  void zerosBehindTheLastMemberAreNoDamageAndOtherBytesAre() throws IOException {
    byte[] member = gzip("a\n");
    assertThat(read(Arrays.copyOf(member, member.length + 512), 100, 100)).hasSize(1);
    byte[] garbage = Arrays.copyOf(member, member.length + 3);
    garbage[member.length] = 'x';
    assertThat(read(garbage, 100, 100))
        .extracting(c -> c.failure() == null)
        .containsExactly(true, false);
  }

  @Test
  void chunksKnowTheirLineAndHeader() throws IOException {
    List<LogChunk> chunks =
        read("#Fields: a b\n1\n2\n#Fields:\tc\n3\n4\n".getBytes(StandardCharsets.UTF_8), 14, 1000);

    assertThat(chunks)
        .extracting(c -> c.firstLine() + " " + c.fields() + " " + text(c).replace('\n', '/'))
        .containsExactly("1 null #Fields: a b/", "2 a b 1/2/", "4 a b #Fields:\tc/3/", "6 c 4/");
  }

  @Test
  void deliversEverythingBeforeTheDamage() throws IOException {
    StringBuilder text = new StringBuilder();
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      text.append(i).append(' ').append(random.nextLong()).append('\n');
    }
    byte[] whole = gzip(text.toString());
    byte[] cut = Arrays.copyOf(whole, whole.length / 2);

    List<LogChunk> chunks = read(cut, 1000, Long.MAX_VALUE);

    LogChunk last = chunks.get(chunks.size() - 1);
    assertThat(last.failure()).isNotNull();
    assertThat(last.failure().reason()).isEqualTo(RejectReason.CORRUPT);
    String good = lines(chunks);
    assertThat(text.toString()).startsWith(good);
    assertThat(good.length()).isGreaterThan(text.length() * 4 / 10);
    assertThat(good).endsWith("\n");
    assertThat(last.firstLine()).isEqualTo(good.lines().count() + 1);
    assertThat(chunks.stream().filter(c -> c.failure() != null)).hasSize(1);
  }

  @Test
  void noticesAWrongChecksumAndAWrongHeader() throws IOException {
    byte[] object = gzip("a\nb\n");
    object[object.length - 8] ^= 1;
    List<LogChunk> chunks = read(object, 100, 100);
    assertThat(lines(chunks)).isEqualTo("a\nb\n");
    assertThat(chunks.get(1).failure().detail()).contains("checksum", "byte 4");

    assertThat(read(new byte[] {0x1F, (byte) 0x8B, 7, 0}, 100, 100))
        .extracting(c -> c.failure().reason())
        .containsExactly(RejectReason.CORRUPT);
  }

  @Test
  void anOverlongLineIsOneRejectAndTheNextIsRead() throws IOException {
    List<LogChunk> chunks =
        read(("ab\n" + "x".repeat(25) + "\ncd\n").getBytes(StandardCharsets.UTF_8), 10, 1000);

    assertThat(lines(chunks)).isEqualTo("ab\ncd\n");
    LogChunk tooLong = chunks.get(1);
    assertThat(tooLong.failure().reason()).isEqualTo(RejectReason.LINE_TOO_LONG);
    assertThat(tooLong.firstLine()).isEqualTo(2);
    assertThat(text(tooLong)).isEqualTo("xxxxxxxxxx");
    assertThat(chunks.get(2).firstLine()).isEqualTo(3);
    assertThat(read(("x".repeat(9) + "\n").getBytes(StandardCharsets.UTF_8), 10, 1000))
        .extracting(LogChunk::failure)
        .containsExactly((LogChunk.Failure) null);
  }

  @Test
  void anObjectBeyondTheLimitEndsInOneReject() throws IOException {
    List<LogChunk> chunks = read(gzip("line\n".repeat(100_000)), 1000, 100_000);

    assertThat(chunks.get(chunks.size() - 1).failure().reason())
        .isEqualTo(RejectReason.OBJECT_TOO_LARGE);
    assertThat(lines(chunks).length()).isBetween(99_000, 200_000);
    assertThat(lines(read(gzip("line\n".repeat(20)), 1000, 100))).hasSize(100);
  }

  /** A position is a number of chunks, so a slow stream must not change them. */
  @Test
  void theSameBytesAreAlwaysTheSameChunks() throws IOException {
    byte[] object = gzip("some line or other\n".repeat(30_000));
    InputStream slow =
        new ByteArrayInputStream(object) {
          private final Random random = new Random(1);

          @Override
          public synchronized int read(byte[] b, int off, int len) {
            return super.read(b, off, Math.min(len, 1 + random.nextInt(3000)));
          }
        };

    List<Integer> lengths =
        read(object, 100_000, Long.MAX_VALUE).stream().map(LogChunk::length).toList();

    assertThat(read(slow, 100_000, Long.MAX_VALUE)).extracting(LogChunk::length).isEqualTo(lengths);
    assertThat(lengths).hasSizeGreaterThan(5);
  }

  @Test
  void countsLineFeeds() {
    byte[] bytes = "\n1\n\n23456\n7890123456\n\u000b\u008a\n".getBytes(StandardCharsets.ISO_8859_1);
    for (int from = 0; from < bytes.length; from++) {
      int expected = 0;
      for (int i = from; i < bytes.length; i++) {
        expected += bytes[i] == '\n' ? 1 : 0;
      }
      assertThat(LineFeeds.count(bytes, from, bytes.length)).isEqualTo(expected);
    }
  }
}
