package ai.cequence.cloudfront.source.s3;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.testing.SeekableBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class ObjectPositionTest {
  private static final LogObjectOpener OPENER = new LogObjectOpener(100_000, Long.MAX_VALUE);

  /** A chunk and the place behind it. */
  private record Read(LogChunk chunk, ObjectPosition behind) {}

  private static List<Read> read(LogObjectOpener opener, byte[] object, ObjectPosition from)
      throws IOException {
    List<Read> all = new ArrayList<>();
    try (LogObject log = opener.open("s3://b/k", new SeekableBytes(object), object.length, from)) {
      for (LogChunk chunk = log.next(); chunk != null; chunk = log.next()) {
        all.add(new Read(chunk, log.position()));
      }
    }
    return all;
  }

  private static byte[] gzip(String... members) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String member : members) {
      try (GZIPOutputStream out = new GZIPOutputStream(all)) {
        out.write(member.getBytes(StandardCharsets.UTF_8));
      }
    }
    return all.toByteArray();
  }

  /** Lines that hardly compress, with a new header in their midst. */
  private static String lines(int seed, int count) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      if (i == count / 2) {
        text.append("#Fields: seed-").append(seed).append('\n');
      }
      text.append(random.nextLong()).append('\n');
    }
    return text.toString();
  }

  private static String show(LogChunk chunk) {
    return chunk.firstLine()
        + " "
        + chunk.fields()
        + " "
        + (chunk.failure() == null ? "" : chunk.failure().reason())
        + " "
        + new String(chunk.bytes(), chunk.start(), chunk.length(), StandardCharsets.UTF_8);
  }

  private static void goesOnFromEveryPosition(LogObjectOpener opener, byte[] object)
      throws IOException {
    List<Read> whole = read(opener, object, ObjectPosition.START);
    assertThat(whole).hasSizeGreaterThan(2);
    for (int i = 0; i < whole.size() - 1; i++) {
      assertThat(read(opener, object, whole.get(i).behind()))
          .extracting(read -> show(read.chunk()))
          .isEqualTo(
              whole.subList(i + 1, whole.size()).stream().map(read -> show(read.chunk())).toList());
    }
  }

  @Test
  void goesOnInAPlainObject() throws IOException {
    goesOnFromEveryPosition(OPENER, lines(1, 20_000).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void goesOnInOneGzipMember() throws IOException {
    goesOnFromEveryPosition(OPENER, gzip(lines(2, 20_000)));
  }

  @Test
  void goesOnAcrossMembersOfEverySize() throws IOException {
    String[] members = new String[60];
    for (int i = 0; i < members.length; i++) {
      // No line feed at the end of some: a line may go over into the next member.
      String text = lines(i, 1 + i * i);
      members[i] = i % 3 == 0 ? text.strip() : text;
    }
    goesOnFromEveryPosition(OPENER, gzip(members));
  }

  @Test
  void namesTheMemberItLiesIn() throws IOException {
    byte[] first = gzip(lines(3, 10_000));
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(first);
    both.write(new byte[7]); // padding between members
    both.write(gzip(lines(4, 10_000)));

    List<Read> reads = read(OPENER, both.toByteArray(), ObjectPosition.START);

    ObjectPosition early = reads.get(0).behind();
    assertThat(early.offset()).isZero();
    assertThat(early.within()).isEqualTo(reads.get(0).chunk().length());
    assertThat(early.fields()).isNull();
    ObjectPosition late = reads.get(reads.size() - 2).behind();
    assertThat(late.offset()).isEqualTo(first.length + 7);
    assertThat(late.decompressed() - late.within())
        .isEqualTo(lines(3, 10_000).getBytes(StandardCharsets.UTF_8).length);
    assertThat(late.fields()).isEqualTo("seed-4");
    goesOnFromEveryPosition(OPENER, both.toByteArray());
  }

  @Test
  void goesOnBehindTheBeginningOfAnOverlongLine() throws IOException {
    LogObjectOpener shortLines = new LogObjectOpener(1_000, Long.MAX_VALUE);
    String text = "a\n" + "x".repeat(5_500) + "\nb\n" + "y".repeat(2_000) + "\nc\n";
    goesOnFromEveryPosition(shortLines, text.getBytes(StandardCharsets.UTF_8));
    goesOnFromEveryPosition(shortLines, gzip(text.substring(0, 3_000), text.substring(3_000)));
  }

  @Test
  void theLimitCountsWhatWasReadBefore() throws IOException {
    LogObjectOpener small = new LogObjectOpener(1_000, 150_000);
    goesOnFromEveryPosition(small, gzip(lines(5, 20_000)));
  }

  @Test
  void damageBeforeThePositionIsDamage() throws IOException {
    byte[] object = gzip(lines(6, 20_000));
    List<Read> whole = read(OPENER, object, ObjectPosition.START);
    ObjectPosition late = whole.get(whole.size() - 2).behind();
    byte[] cut = java.util.Arrays.copyOf(object, object.length / 4);

    List<Read> again = read(OPENER, cut, late);

    assertThat(again).hasSize(1);
    assertThat(again.get(0).chunk().failure().detail()).contains("cut off");
  }
}
