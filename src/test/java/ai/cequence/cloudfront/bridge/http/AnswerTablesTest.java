package ai.cequence.cloudfront.bridge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTablesTest {

  @ParameterizedTest
  @CsvSource({
    "199,RETRY", "200,DELIVERED", "299,DELIVERED", "300,RETRY", "399,RETRY", "400,REFUSED",
        "401,UNAUTHORIZED",
    "402,REFUSED", "403,UNAUTHORIZED", "404,REFUSED", "407,REFUSED", "408,RETRY", "409,REFUSED",
        "412,REFUSED",
    "413,TOO_LARGE", "414,REFUSED", "424,REFUSED", "425,RETRY", "426,REFUSED", "428,REFUSED",
        "429,RETRY",
    "430,REFUSED", "499,REFUSED", "500,RETRY", "599,RETRY", "600,RETRY"
  })
  void statusDecides(int status, AnswerKind kind) {
    assertThat(AnswerKind.of(status)).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "1,1000",
    "120,120000",
    "3600,3600000",
    "3601,3600000",
    "99999999999999999999,3600000",
    "-1,0",
    "1.5,0",
    "soon,0",
    "'',0",
    "'Thu, 01 Jan 1970 00:01:40 GMT',90000",
    "'Thu, 01 Jan 1970 00:00:10 GMT',0",
    "'Thu, 01 Jan 1970 00:00:05 GMT',0",
    "'Fri, 01 Jan 2100 00:00:00 GMT',3600000",
    "'Thu, 99 Jan 1970',0",
    // RFC 9110 has three forms of a date; a server may still send the two obsolete ones.
    "'Thursday, 01-Jan-70 00:01:40 GMT',90000",
    "'thursday, 01-jan-70 00:01:40 gmt',90000",
    "'Thu Jan  1 00:01:40 1970',90000",
    "'Sat Jan 10 00:00:00 1970',3600000",
    "'Thursday, 01-Jan-70 00:00:10 GMT',0",
    // At most 50 years ahead, else the century before: seen from 1970, 20 is 2020 and 21 is 1921.
    "'Wednesday, 01-Jan-20 00:00:00 GMT',3600000",
    "'Friday, 01-Jan-21 00:00:00 GMT',0",
    "'Thu, 01 Jan 1970 00:01:40',0",
    "'Thu, 01 Jan 1970 00:01:40 CET',0",
    "'Thu, 32 Jan 1970 00:01:40 GMT',0",
    "' 7 ',7000",
    "',',0",
    "'Thu,',0"
  })
  void retryAfterIsSecondsOrADate(String header, long millis) {
    assertThat(RetryAfter.millis(header, 10_000)).isEqualTo(millis);
  }

  @Test
  void noRetryAfterIsNone() {
    assertThat(RetryAfter.millis(null, 10_000)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "1,199",
    "2,399",
    "3,799",
    "6,6393",
    "7,9990",
    "30,9990",
    "31,9990",
    "60,9990",
    "2147483647,9990"
  })
  void backoffDoublesUpToItsCap(int failures, long longest) {
    assertThat(new Backoff(200, 10_000, () -> 0.999).delayMillis(failures)).isEqualTo(longest);
    assertThat(new Backoff(200, 10_000, () -> 0).delayMillis(failures)).isEqualTo(1);
    assertThat(new Backoff(200, 10_000, () -> 0.5).delayMillis(failures))
        .as("jitter over the whole of it")
        .isCloseTo(longest / 2, org.assertj.core.data.Offset.offset(10L));
  }

  @Test
  void backoffOverflowsForNoBounds() {
    Backoff forYears = new Backoff(Long.MAX_VALUE / 3, Long.MAX_VALUE, () -> 0.5);
    for (int failures = 1; failures < 100; failures++) {
      assertThat(forYears.delayMillis(failures)).isGreaterThan(Long.MAX_VALUE / 7);
    }
  }

  @ParameterizedTest
  @CsvSource({"0,10", "-1,10", "11,10"})
  void backoffRefusesBoundsThatAreNone(long base, long cap) {
    assertThatThrownBy(() -> new Backoff(base, cap, () -> 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found " + base + " and " + cap);
  }

  @Test
  void backoffFollowsAFailure() {
    assertThatThrownBy(() -> new Backoff(1, 1, () -> 0.5).delayMillis(0))
        .hasMessageContaining("found 0");
  }

  @Test
  void concurrencyHalvesAndGrowsByOne() {
    Concurrency concurrency = new Concurrency(8);
    assertThat(concurrency.allowed()).isEqualTo(8);
    concurrency.failed();
    assertThat(concurrency.allowed()).isEqualTo(4);
    concurrency.succeeded();
    assertThat(concurrency.allowed()).isEqualTo(5);
    for (int i = 0; i < 10; i++) {
      concurrency.failed();
    }
    assertThat(concurrency.allowed()).isEqualTo(1);
    for (int i = 0; i < 20; i++) {
      concurrency.succeeded();
    }
    assertThat(concurrency.allowed()).isEqualTo(8);
  }

  @Test
  void aComplaintIsRepeatedOnceAMinute() {
    OncePer minute = new OncePer(60_000);
    assertThat(minute.isDue(5)).isTrue();
    assertThat(minute.isDue(60_004)).isFalse();
    assertThat(minute.isDue(60_005)).isTrue();
    minute.reset();
    assertThat(minute.isDue(60_006)).isTrue();
  }
}
