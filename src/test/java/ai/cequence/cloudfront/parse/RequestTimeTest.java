package ai.cequence.cloudfront.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times at, below and above every bound. */
class RequestTimeTest {
  private final RequestTime time = new RequestTime();

  private long dateAndTime(String date, String clock) {
    byte[] bytes = ("x" + date + "\t" + clock + "x").getBytes(StandardCharsets.US_ASCII);
    int clockStart = 1 + date.length() + 1;
    return time.dateAndTime(bytes, 1, 1 + date.length(), clockStart, clockStart + clock.length());
  }

  private static byte[] between9s(String text) {
    return ("9" + text + "9").getBytes(StandardCharsets.US_ASCII);
  }

  private static long millis(String text) {
    return RequestTime.millis(between9s(text), 1, 1 + text.length());
  }

  private static long seconds(String text) {
    return RequestTime.seconds(between9s(text), 1, 1 + text.length());
  }

  @ParameterizedTest
  @CsvSource({
    "1970-01-01, 00:00:00, 0",
    "1970-01-01, 00:00:01, 1000",
    "1970-01-01, 00:01:00, 60000",
    "1970-01-01, 01:00:00, 3600000",
    "1970-01-02, 00:00:00, 86400000",
    "1970-02-01, 00:00:00, 2678400000",
    "1971-01-01, 00:00:00, 31536000000",
    "2024-02-29, 23:59:59, 1709251199000",
    "2024-02-29, 23:59:60, 1709251200000",
    "2024-12-31, 00:00:00, 1735603200000",
    "9999-12-31, 23:59:59, 253402300799000",
  })
  void aDayAndATimeOfTheDay(String date, String clock, long expected) {
    assertThat(dateAndTime(date, clock)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "1969-12-31, 23:59:59", "2023-02-29, 00:00:00", "2026-04-31, 00:00:00", "2026-00-10, 00:00:00",
    "2026-13-10, 00:00:00", "2026-01-00, 00:00:00", "2026-01-32, 00:00:00", "2026-01-10, 24:00:00",
    "2026-01-10, 00:60:00", "2026-01-10, 00:00:61", "2026x01-10, 00:00:00", "2026-01x10, 00:00:00",
    "2026-01-10, 00x00:00", "2026-01-10, 00:00x00", "2026-01-1, 00:00:00", "2026-01-101, 00:00:00",
    "2026-01-10, 00:00:0", "2026-01-10, 00:00:001", "/026-01-10, 00:00:00", "202:-01-10, 00:00:00",
    "2026-/1-10, 00:00:00", "2026-01-1:, 00:00:00", "2026-01-10, /0:00:00", "2026-01-10, 00:0::00",
    "2026-01-10, 00:00:0/", "2026-01-10, 0a:00:00",
  })
  void noDayOrNoTimeOfTheDay(String date, String clock) {
    assertThat(dateAndTime(date, clock)).isEqualTo(RequestTime.INVALID);
  }

  /** The last day is remembered. */
  @Test
  void daysInAnyOrder() {
    assertThat(dateAndTime("1970-01-02", "00:00:00")).isEqualTo(86_400_000);
    assertThat(dateAndTime("1970-01-02", "00:00:01")).isEqualTo(86_401_000);
    assertThat(dateAndTime("1970-02-30", "00:00:00")).isEqualTo(RequestTime.INVALID);
    assertThat(dateAndTime("1970-01-03", "00:00:00")).isEqualTo(172_800_000);
    assertThat(dateAndTime("1970-01-02", "00:00:00")).isEqualTo(86_400_000);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1731699951183, 1731699951183", "253402300799000, 253402300799000"})
  void wholeMilliseconds(String text, long expected) {
    assertThat(millis(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-", "1a", "/", ":", "1.5", "253402300799001", "0000000000000001", "-1"})
  void noMilliseconds(String text) {
    assertThat(millis(text)).isEqualTo(RequestTime.INVALID);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1000",
    "1.5, 1500",
    "1.05, 1050",
    "1.005, 1005",
    "1.123, 1123",
    "1.9999, 1999",
    "1.0009, 1000",
    "253402300799, 253402300799000",
    "253402300799.999, 253402300799999",
  })
  void secondsWithOrWithoutDecimals(String text, long expected) {
    assertThat(seconds(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".5",
        "1.a",
        "1./",
        "1.:",
        "1.5.5",
        "253402300800",
        "0000000000000001",
        "1e3",
        "-1",
        "-0.5"
      })
  void noSeconds(String text) {
    assertThat(seconds(text)).isEqualTo(RequestTime.INVALID);
  }
}
