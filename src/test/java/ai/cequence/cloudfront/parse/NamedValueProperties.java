package ai.cequence.cloudfront.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A named value is found however its name is written, and what lacks the name stays as it is. */
class NamedValueProperties {
  private static final String[] NAMES = {"token", "x-api-key", "25", "a%b", "naïve", "t"};
  private static final String[] BEFORE = {"", "/a?x=1&", "\t", "%26", "%252526", "; ", "%", "%25"};

  @Property(tries = 5000)
  void aValueIsFoundHoweverItsNameIsEncoded(@ForAll long seed) {
    Random random = new Random(seed);
    String name = NAMES[random.nextInt(NAMES.length)];
    String before = BEFORE[random.nextInt(BEFORE.length - 2)];
    String equals = random.nextBoolean() ? "=" : "%" + "25".repeat(random.nextInt(3)) + "3d";
    String record = before + encoded(name, random) + equals + "SECRET&b=2";

    String redacted = redacted(NamedValue.ofPair(name), record);

    assertThat(redacted).as(record).doesNotContain("SECRET").endsWith("REDACTED&b=2");
  }

  @Property(tries = 5000)
  void whatLacksTheNameStaysTheSameArray(@ForAll long seed) {
    Random random = new Random(seed);
    StringBuilder record = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      record.append(BEFORE[random.nextInt(BEFORE.length)]).append("tok=n&2").append(i);
    }
    byte[] bytes = record.toString().getBytes(StandardCharsets.UTF_8);

    assertThat(NamedValue.ofPair("token").redact(bytes)).isSameAs(bytes);
  }

  @Example
  void aMemberOfJsonIsFoundInAnyCase() {
    assertThat(redacted(NamedValue.ofMember("cs(cookie)"), "{\"CS(Cookie)\" : \"a\\\"b\",\"c\":1}"))
        .isEqualTo("{\"CS(Cookie)\" : \"REDACTED\",\"c\":1}");
  }

  @Example
  void aNameAtTheVeryEndHasNoValue() {
    assertThat(redacted(NamedValue.ofPair("token"), "a=1&token")).isEqualTo("a=1&token");
    assertThat(redacted(NamedValue.ofPair("token"), "a=1&toke%6")).isEqualTo("a=1&toke%6");
  }

  private static String redacted(NamedValue value, String record) {
    byte[] bytes = value.redact(record.getBytes(StandardCharsets.UTF_8));
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Each byte as it is, in the other case, or percent-encoded up to three times over. */
  private static String encoded(String name, Random random) {
    StringBuilder text = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      int level = b < 0 || b == '%' ? 1 + random.nextInt(3) : random.nextInt(4);
      int letter = b > 0 && random.nextBoolean() ? Character.toUpperCase(b) : b & 0xFF;
      if (level == 0) {
        text.append((char) letter);
        continue;
      }
      String digits = "%02x".formatted(letter);
      text.append('%').append("25".repeat(level - 1));
      text.append(random.nextBoolean() ? digits : digits.toUpperCase(Locale.ROOT));
    }
    return text.toString();
  }
}
