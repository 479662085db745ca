package ai.cequence.cloudfront.parse;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.testing.ParsedLines;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an operator is told of layouts, and how often. */
class DriftTest {
  private static final Layout WHOLE =
      Layout.of(
          "date time c-ip c-port cs-method cs-uri-stem sc-status cs(Cookie) x-edge-request-id"
              + " cs(User-Agent) cs(Referer) cs-protocol cs-protocol-version x-forwarded-for"
              + " sc-content-type x-host-header",
          false);
  private static final Layout NO_COOKIE =
      Layout.of(
          "date\ttime c-ip c-port cs-method cs-uri-stem sc-status x-edge-request-id new-one"
              + " cs(User-Agent) cs(Referer) cs-protocol cs-protocol-version x-forwarded-for"
              + " sc-content-type x-host-header cs-bytes cmcd-object-type",
          false);

  private final Drift drift = new Drift();
  private final ParsedLines told = new ParsedLines();

  private void count(String distribution, int requests, boolean hasCookie) {
    for (int i = 0; i < requests; i++) {
      drift.count(distribution, hasCookie, told);
    }
  }

  @Test
  void aLayoutIsToldOnceADistribution() {
    drift.begin("s3://b/1");
    drift.see("E1", NO_COOKIE, told);
    drift.see("E1", NO_COOKIE, told);
    drift.begin("s3://b/2");
    drift.see("E1", NO_COOKIE, told);
    drift.begin("s3://b/3");
    drift.see("E2", NO_COOKIE, told);
    drift.see("E2", WHOLE, told);

    assertThat(told.layouts)
        .containsExactly(
            "E1 lacks [cs(Cookie)], unknown [new-one]",
            "E2 lacks [cs(Cookie)], unknown [new-one]",
            "E2 lacks [], unknown []");
  }

  @Test
  void theFirstLineOfEachObjectShowsItsLayout() {
    drift.begin("s3://b/1");
    assertThat(drift.wantsLayout()).isTrue();
    drift.see("E1", WHOLE, told);
    assertThat(drift.wantsLayout()).isFalse();
    drift.begin("s3://b/2");
    assertThat(drift.wantsLayout()).isTrue();
  }

  @Test
  void cookiesThatNeverComeAreToldAfterAThousandRequests() {
    drift.begin("s3://b/1");
    drift.see("E1", WHOLE, told);
    count("E1", 999, false);
    assertThat(told.layouts).containsExactly("E1 lacks [], unknown []");

    count("E1", 1, false);
    assertThat(told.layouts)
        .containsExactly("E1 lacks [], unknown []", "E1 lacks [cs(Cookie)], unknown []");

    count("E1", 5000, false);
    assertThat(told.layouts).hasSize(2);
  }

  @Test
  void eachDistributionHasItsOwnThousand() {
    drift.begin("s3://b/1");
    drift.see("E1", WHOLE, told);
    count("E1", 999, false);
    count("E2", 999, false);
    count("E1", 1, false);

    assertThat(told.layouts)
        .containsExactly("E1 lacks [], unknown []", "E1 lacks [cs(Cookie)], unknown []");
  }

  @Test
  void oneCookieSettlesIt() {
    drift.begin("s3://b/1");
    drift.see("E1", WHOLE, told);
    count("E1", 1, true);
    count("E1", 2000, false);

    assertThat(told.layouts).containsExactly("E1 lacks [], unknown []");
  }

  /** The layout says so already. */
  @Test
  void cookiesThatAreNotSelectedAreToldWithTheLayout() {
    drift.begin("s3://b/1");
    drift.see("E1", NO_COOKIE, told);
    count("E1", 2000, false);

    assertThat(told.layouts).containsExactly("E1 lacks [cs(Cookie)], unknown [new-one]");
  }

  @Test
  void noMoreThanAThousandAreTold() {
    drift.begin("s3://b/1");
    for (int i = 0; i < 1100; i++) {
      drift.see("E" + i, i % 2 == 0 ? WHOLE : NO_COOKIE, told);
    }

    assertThat(told.layouts).hasSize(1000);
  }

  @Test
  void needsATimeAndAHost() {
    assertThat(Layout.of("timestamp cs-host", false).missing())
        .doesNotContain("date and time", "x-host-header");
    assertThat(Layout.of("timestamp(ms) x-host-header", false).missing())
        .doesNotContain("date and time", "x-host-header");
    assertThat(Layout.of("date cs(Host)", false).missing())
        .contains("date and time", "x-host-header");
    assertThat(Layout.of("time", false).missing()).contains("date and time");
    assertThat(Layout.of(List.of("date", "time"), false).missing()).doesNotContain("date and time");
  }
}
