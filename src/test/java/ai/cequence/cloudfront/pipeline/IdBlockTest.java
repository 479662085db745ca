package ai.cequence.cloudfront.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdBlockTest {
  /** The bits of an upper half behind the lane's byte. */
  private static final long HIGH = 0x00FF_FFFF_FFFF_FFFFL;

  /** Three ids of lane 0x12, of which the second was first seen in the other source. */
  private static final long[] IDS = {
    0x12AAAAAA_AAAAAAA1L, 0x00000001_00000010L,
    0x12BBBBBB_BBBBBBB2L, 0x80000002_00000110L,
    0x12CCCCCC_CCCCCCC3L, 0x7FFFFFFF_00000111L
  };

  /** The block by hand: width 2, the lowest key, steps, lower halves, upper halves. */
  private static final String PACKED =
      "02"
          + "00000010"
          + "000001000001"
          + "00000001"
          + "80000002"
          + "7fffffff"
          + "aaaaaaaaaaaaa1"
          + "bbbbbbbbbbbbb2"
          + "ccccccccccccc3";

  @Test
  void packsColumnsBehindAHeader() {
    assertThat(HexFormat.of().formatHex(IdBlock.pack(IDS, 3))).isEqualTo(PACKED);
  }

  @Test
  void findsEachIdAndItsBitAndNoOther() {
    byte[] block = HexFormat.of().parseHex(PACKED);
    assertThat(IdBlock.count(block)).isEqualTo(3);
    assertThat(IdBlock.find(block, IDS[0], IDS[1])).isZero();
    assertThat(IdBlock.find(block, IDS[2], IDS[3])).isEqualTo(1);
    assertThat(IdBlock.find(block, IDS[2], IDS[3] & SeenId.ID_BITS)).as("other bit").isEqualTo(1);
    assertThat(IdBlock.find(block, IDS[4], IDS[5])).isZero();
    for (int bit = 0; bit < 56; bit++) {
      assertThat(IdBlock.find(block, IDS[2] ^ 1L << bit, IDS[3])).isEqualTo(SeenId.ABSENT);
    }
    for (int bit = 0; bit < 63; bit++) {
      assertThat(IdBlock.find(block, IDS[2], IDS[3] ^ 1L << bit)).isEqualTo(SeenId.ABSENT);
    }
  }

  /** Blocks of whole ids, as versions before this one wrote them. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void readsBlocksOfWholeIds(int count) throws Exception {
    ByteBuffer plain = ByteBuffer.allocate(16 * count);
    for (int i = 0; i < 2 * count; i++) {
      plain.putLong(IDS[i]);
    }
    assertThat(IdBlock.count(plain.array())).isEqualTo(count);
    assertThat(IdBlock.find(plain.array(), IDS[0], IDS[1])).isZero();
    assertThat(IdBlock.find(plain.array(), IDS[0] + 1, IDS[1])).isEqualTo(SeenId.ABSENT);
    assertThat(visited(plain.array())).hasSize(2 * count).startsWith(IDS[0] & HIGH, IDS[1]);
  }

  /** The widths of a step change at powers of 256. */
  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "255, 1",
    "256, 2",
    "65535, 2",
    "65536, 3",
    "16777215, 3",
    "16777216, 4",
    "4294967295, 4"
  })
  void takesAsManyBytesForAStepAsTheWidestNeeds(long step, int width) throws Exception {
    long[] ids = {7, 0, 8, step};
    byte[] block = IdBlock.pack(ids, 2);
    assertThat(block[0]).isEqualTo((byte) width);
    assertThat(IdBlock.find(block, 7, 0)).isZero();
    assertThat(IdBlock.find(block, 8, step)).isZero();
    assertThat(visited(block)).containsExactly(7L, 0L, 8L, step);
  }

  /** Steps of one to four bytes: among 16 counts each, every length comes by that there can be. */
  @ParameterizedTest
  @ValueSource(longs = {1, 300, 70_000, 20_000_000})
  void isNeverAsLongAsABlockOfWholeIds(long step) throws Exception {
    for (int count = 1; count <= 64; count++) {
      long[] ids = new long[2 * count];
      for (int i = 0; i < count; i++) {
        ids[2 * i] = i;
        ids[2 * i + 1] = SeenId.low(step * i, i % 2);
      }
      byte[] block = IdBlock.pack(ids, count);
      assertThat(block.length % 16).as("%d ids", count).isNotZero();
      assertThat(IdBlock.count(block)).isEqualTo(count);
      assertThat(visited(block)).hasSize(2 * count);
      for (int i = 0; i < count; i++) {
        assertThat(IdBlock.find(block, i, step * i)).isEqualTo(i % 2);
      }
    }
  }

  private static List<Long> visited(byte[] block) throws Exception {
    List<Long> halves = new ArrayList<>();
    IdBlock.forEach(
        block,
        (high, low) -> {
          halves.add(high & HIGH);
          halves.add(low);
        });
    return halves;
  }
}
