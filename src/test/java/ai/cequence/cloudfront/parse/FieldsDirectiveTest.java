package ai.cequence.cloudfront.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which names are in force behind some lines. */
class FieldsDirectiveTest {

  /** {@code ~} stands for a line feed. */
  @ParameterizedTest
  @CsvSource({
    "a~b~, before",
    "#Fields: a b~x~, a b",
    "x~#Fields: a b~, a b",
    "x~#Fields: a b, a b",
    "#Fields: a~x~#Fields: b~, b",
    "#Fields: a~#Version: 1.0~, a",
    "x#Fields: a~, before",
    "x #~#Fields: a~, a",
    "x#~y#~#Fields: a~#, a",
    "#Fields:a~, a",
    "#fields: a~, before",
    "#Fields, before",
    "#Fields~: a, before",
    "#, before",
  })
  void theLastOneIsInForce(String lines, String expected) {
    String unseen = "#Fields: unseen\n";
    byte[] bytes =
        (unseen + lines.replace('~', '\n') + "\n" + unseen).getBytes(StandardCharsets.US_ASCII);

    assertThat(FieldsDirective.lastIn(bytes, unseen.length(), lines.length(), "before"))
        .isEqualTo(expected);
  }

  /** A chunk may begin in the middle of an array, behind any byte. */
  @ParameterizedTest
  @CsvSource({"#Fields: a, a", "#Field, before"})
  void theFirstByteBeginsALine(String line, String expected) {
    byte[] bytes = ("x" + line).getBytes(StandardCharsets.US_ASCII);

    assertThat(FieldsDirective.lastIn(bytes, 1, line.length(), "before")).isEqualTo(expected);
  }
}
