package ai.cequence.cloudfront.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the id of a distribution is found. */
class DistributionIdsTest {
  private final DistributionIds ids =
      new DistributionIds(Map.of("d111111abcdef8.cloudfront.net", "E2EXAMPLE"));

  private String ofDomain(String domain) {
    byte[] bytes = ('<' + domain + '>').getBytes(StandardCharsets.UTF_8);
    return ids.ofDomain(bytes, 1, bytes.length - 1);
  }

  private String text(String value) {
    byte[] bytes = ('<' + value + '>').getBytes(StandardCharsets.UTF_8);
    return ids.text(bytes, 1, bytes.length - 1);
  }

  @ParameterizedTest
  @CsvSource({
    "s3://b/E1234567890ABC.2026-01-31-23.0a1b2c3d.gz, E1234567890ABC",
    "E1234567890ABC.2026-01-31-23.0a1b2c3d.gz, E1234567890ABC",
    "s3://b/x/DistributionId=E1234567890ABC/year=2026/0a.parquet, E1234567890ABC",
    "s3://b/x/distributionid=E1234567890ABC/year=2026/0a.parquet, E1234567890ABC",
    "s3://b/AWSLogs/123456789012/CloudFront/E1234567890ABC/2026/01/31/0a.gz, E1234567890ABC",
    "s3://b/E1AAAAAAAAAAAA/E2BBBBBBBBBBBB/0a.gz, E2BBBBBBBBBBBB",
    "s3://b/E1AAAAAAAAAAAA/E2BBBBBBBBBBBB.2026-01-31-23.0a.gz, E2BBBBBBBBBBBB",
    "file:///logs/E12345678/log, E12345678",
    "s3://b/E23456789012345678901/log, E23456789012345678901",
  })
  void isInTheNameOrThePathOfAnObject(String origin, String id) {
    assertThat(DistributionIds.ofObject(origin)).isEqualTo(id);
  }

  /** A bucket is no folder, an environment's name no id, a file no folder. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://b/log.gz",
        "s3://E1234567890ABC/log.gz",
        "s3://b/EVERYTHING/log.gz",
        "s3://b/E1234567890ABC",
        "s3://b/E1234567/log.gz",
        "s3://b/E234567890123456789012/log.gz",
        "s3://b/e1234567890abc/log.gz",
        "s3://b/E1234567890ABC.2026-01-31.gz",
        "log"
      })
  void mayBeNowhere(String origin) {
    assertThat(DistributionIds.ofObject(origin)).isNull();
  }

  @Test
  void isLookedUpByTheDomainWhateverItsCase() {
    assertThat(ofDomain("D111111abcdef8.CloudFront.net")).isEqualTo("E2EXAMPLE");
    assertThat(ofDomain("D222.CloudFront.net")).isEqualTo("D222.CloudFront.net");
  }

  /** No string a line: the sink tells distributions apart by equality, and there are few. */
  @Test
  void isTheSameStringForTheSameBytes() {
    String one = text("E1");
    String other = text("E2");

    assertThat(text("E2")).isSameAs(other);
    assertThat(text("E1")).isSameAs(one).isEqualTo("E1");
    assertThat(text("")).isEmpty();
  }

  @Test
  void whatIsTooLongIsNotKept() {
    String longest = "x".repeat(256);
    String tooLong = "y".repeat(257);

    assertThat(text(longest)).isEqualTo(longest).isSameAs(text(longest));
    assertThat(text(tooLong)).isEqualTo(tooLong).isNotSameAs(text(tooLong));
  }

  /** A text of more than 65,535 bytes can be written neither to another operator nor to state. */
  @Test
  void whatIsNoNameByItsLengthIsUnknown() {
    String longest = "x".repeat(16_384);

    assertThat(text(longest)).isEqualTo(longest);
    assertThat(text(longest + 'x')).isEqualTo("unknown");
    assertThat(ofDomain("y".repeat(70_000))).isEqualTo("unknown");
  }

  @Test
  void staysRightHoweverManyThereAre() {
    for (int i = 0; i < 10_001; i++) {
      text("E" + i);
    }

    assertThat(text("E0")).isEqualTo("E0");
    assertThat(text("E10000")).isEqualTo("E10000");
  }
}
