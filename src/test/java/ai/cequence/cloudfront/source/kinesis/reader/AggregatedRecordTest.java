package ai.cequence.cloudfront.source.kinesis.reader;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.source.kinesis.reader.AggregatedRecord.Slice;
import ai.cequence.cloudfront.testing.kinesis.Aggregation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AggregatedRecordTest {

  /** Written down by hand: two records, "a" and "bc", one key "k". */
  @Test
  void takesApartWhatTheFormatSays() {
    byte[] body =
        HexFormat.of()
            .parseHex(
                "0a016b" // partition_key_table: "k"
                    + "1a050800"
                    + "1a0161" // records: key 0, data "a"
                    + "1a060800"
                    + "1a026263"); // records: key 0, data "bc"

    assertThat(texts(Aggregation.around(body))).containsExactly("a", "bc");
  }

  @Test
  void skipsFieldsThatItDoesNotKnow() {
    byte[] body =
        HexFormat.of()
            .parseHex(
                "12023432" // explicit_hash_key_table: "42"
                    + "2805" // varint 5 of field 5
                    + "310102030405060708" // fixed64 of field 6
                    + "3d01020304" // fixed32 of field 7
                    + "1a0b080010001a0161"
                    + "22020a00"); // record with tags

    assertThat(texts(Aggregation.around(body))).containsExactly("a");
  }

  @Test
  void keepsLongAndEmptyRecordsInTheirOrder() {
    String large = "x".repeat(70_000);

    assertThat(texts(Aggregation.of(List.of("first", "", large, "last"))))
        .containsExactly("first", "", large, "last");
  }

  @Test
  void aPlainRecordIsNotTakenApart() {
    assertThat(AggregatedRecord.userRecords("1769853600.123\tGET".getBytes(StandardCharsets.UTF_8)))
        .isNull();
    assertThat(AggregatedRecord.userRecords(new byte[0])).isNull();
    assertThat(AggregatedRecord.userRecords(HexFormat.of().parseHex("f3899ac2"))).isNull();
  }

  @Test
  void aDamagedOneIsAPlainRecordByteForByte() {
    byte[] whole = Aggregation.of(List.of("a", "b", "c"));
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 1;
      assertThat(AggregatedRecord.userRecords(damaged)).as("byte %d", i).isNull();
    }
    for (int length = 0; length < whole.length; length++) {
      assertThat(AggregatedRecord.userRecords(Arrays.copyOf(whole, length))).isNull();
    }
  }

  @Test
  void neverThrowsForABodyOfRandomBytesWithAGoodDigest() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] body = new byte[random.nextInt(40)];
      random.nextBytes(body);
      byte[] record = Aggregation.around(body);
      List<Slice> slices = AggregatedRecord.userRecords(record);
      if (slices != null) {
        assertThat(slices)
            .allMatch(s -> s.start() >= 0 && s.start() + s.length() <= record.length - 16);
      }
    }
  }

  private static List<String> texts(byte[] record) {
    return AggregatedRecord.userRecords(record).stream()
        .map(s -> new String(record, s.start(), s.length(), StandardCharsets.UTF_8))
        .toList();
  }
}
