package ai.cequence.cloudfront.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the published values of the reference implementation, seed 0. */
class Murmur3Test {

  @ParameterizedTest
  @CsvSource({
    "'', 0000000000000000, 0000000000000000",
    "hello, cbd8a7b341bd9b02, 5b1e906a48ae1d19",
    "'hello, world', 342fac623a5ebc8e, 4cdcbc079642414d",
    "'The quick brown fox jumps over the lazy dog.', cd99481f9ee902c9, 695da1a38987b6e7",
  })
  void matchesTheReference(String text, String high, String low) {
    byte[] bytes = (".." + text + "..").getBytes(StandardCharsets.US_ASCII);
    Murmur3 murmur = new Murmur3();

    murmur.hash(bytes, 2, bytes.length - 2);

    assertThat(murmur.high).isEqualTo(Long.parseUnsignedLong(high, 16));
    assertThat(murmur.low).isEqualTo(Long.parseUnsignedLong(low, 16));
  }
}
