package ai.cequence.cloudfront.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.metrics.RunCount;
import ai.cequence.cloudfront.testing.Browser;
import ai.cequence.cloudfront.testing.SimulatorRequests;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The simulator's page in a real browser. */
class DashboardPageIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int PHONE = 360;

  @TempDir static Path profile;
  private static Browser browser;

  private BridgeSimulator bridge;
  private SimulatorRequests requests;
  private String token;

  @BeforeAll
  static void startBrowser() {
    browser = Browser.start(profile);
  }

  @AfterAll
  static void stopBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void start() throws Exception {
    bridge = new BridgeSimulator(0, true);
    requests = new SimulatorRequests(bridge);
    token = requests.token();
    browser.prefer("light");
    browser.resize(1280, 1000);
  }

  @AfterEach
  void stop() {
    // A page that goes on asking a Bridge that is gone would complain in the next test.
    browser.open(URI.create("about:blank"));
    browser.complaints();
    bridge.close();
  }

  private void open(String awaitedCss) {
    browser.open(bridge.url());
    await().atMost(PATIENCE).until(() -> !browser.all(awaitedCss).isEmpty());
  }

  private static JobView job(long transactions, long delivered, List<JobView.Reading> metrics) {
    Map<RunCount, Long> counts = new EnumMap<>(RunCount.class);
    for (RunCount count : RunCount.values()) {
      counts.put(count, 0L);
    }
    counts.put(RunCount.TRANSACTIONS, transactions);
    counts.put(RunCount.DELIVERED, delivered);
    counts.put(RunCount.REJECTED, 2L);
    return new FixedView(counts, metrics, Map.of("numberOfCompletedCheckpoints", 7.0));
  }

  @Test
  void showsTransactionsAndEndpointsAsTheyArrive() throws Exception {
    open("#faults button");
    assertThat(browser.text("#activity-empty")).isEqualTo("Nothing has arrived yet.");

    requests.send(
        token,
        SimulatorRequests.transaction(
            "a", "GET", "api.example.com", "/users/1?x=1", "200", "192.0.2.1"),
        SimulatorRequests.transaction(
            "b", "GET", "api.example.com", "/users/2", "404", "2001:db8::1"));
    await().atMost(PATIENCE).until(() -> browser.all("#activity-rows tr").size() == 2);

    assertThat(browser.text("#activity-rows tr:first-child"))
        .contains("GET", "404", "api.example.com", "/users/2", "2001:db8::1");
    assertThat(browser.text("#endpoints-rows tr")).contains("GET", "/users/{n}", "2");
    assertThat(
            browser.run(
                "return document.querySelector('#endpoints-rows .mix').parentElement.title"))
        .isEqualTo("1 2xx, 1 4xx");
    assertThat(browser.text("#answers")).isEqualTo("Answers given: 1 × 200");
  }

  @Test
  void showsTheJobsNumbers() {
    bridge.show(
        job(
            1_234_567,
            1_234_000,
            List.of(
                new JobView.Reading(Metric.OLDEST_UNDELIVERED, "", 600),
                new JobView.Reading(Metric.OLDEST_UNREAD_AGE, "kinesis", 3),
                new JobView.Reading(Metric.OLDEST_UNREAD_AGE, "s3", 90),
                new JobView.Reading(Metric.NEWEST_ARRIVAL_AGE, "kinesis", 1),
                new JobView.Reading(Metric.NEWEST_ARRIVAL_AGE, "s3", 7_300))));
    open("#metrics tr");

    assertThat(browser.text("#delivered")).isEqualTo("1,234,000");
    assertThat(browser.text("#undelivered")).isEqualTo("567");
    assertThat(browser.text("#oldest")).isEqualTo("10 min");
    assertThat(browser.text("#dead")).isEqualTo("2");
    assertThat(browser.text("[data-metric=oldestUnreadAge]")).isEqualTo("90 s");
    assertThat(browser.text("[data-metric=newestArrivalAge]")).isEqualTo("1 s");
    assertThat(browser.text("[data-flink=numberOfCompletedCheckpoints]")).isEqualTo("7");
    assertThat(browser.all("[data-metric=dedupHorizon]").get(0).isDisplayed())
        .as("a metric that the job does not have")
        .isFalse();
    assertThat(browser.text("#state-text"))
        .isEqualTo("Holding transactions until the Bridge takes them");
  }

  @Test
  void saysThatAllIsDeliveredOnlyWhereItIs() throws Exception {
    requests.send(token, SimulatorRequests.transaction("a", "GET", "h", "/", "200", "c"));
    open("#activity-rows tr");
    await()
        .atMost(PATIENCE)
        .until(() -> browser.text("#state-text").equals("Nothing arrives at the moment"));

    bridge.show(job(1_568, 1, List.of()));
    await()
        .atMost(PATIENCE)
        .until(() -> browser.text("#state-text").equals("On the way to the Bridge: 1,567"));

    bridge.show(job(1_568, 1_568, List.of()));
    await()
        .atMost(PATIENCE)
        .until(() -> browser.text("#state-text").equals("Everything is delivered"));
  }

  @Test
  void switchesAFaultOnAndOffByKeyboard() throws Exception {
    open("#faults button");
    WebElement first = browser.all("#faults button").get(0);
    tabTo(first);

    browser.focused().sendKeys(Keys.SPACE);

    await().atMost(PATIENCE).until(() -> "true".equals(first.getDomAttribute("aria-pressed")));
    assertThat(
            requests.send(token, SimulatorRequests.transaction("a", "GET", "h", "/", "200", "c")))
        .isEqualTo(429);
    await().atMost(PATIENCE).until(() -> browser.text("#state").contains("429 Too Many Requests"));
    assertThat(browser.focused()).as("keeps its place").isEqualTo(first);

    browser.focused().sendKeys(Keys.TAB);
    browser.focused().sendKeys(Keys.ENTER);
    await().atMost(PATIENCE).until(() -> "false".equals(first.getDomAttribute("aria-pressed")));
    assertThat(
            requests.send(token, SimulatorRequests.transaction("a", "GET", "h", "/", "200", "c")))
        .isEqualTo(503);

    browser.focused().sendKeys(Keys.SPACE);
    await().atMost(PATIENCE).until(() -> browser.all("#faults [aria-pressed=true]").isEmpty());
    assertThat(
            requests.send(token, SimulatorRequests.transaction("a", "GET", "h", "/", "200", "c")))
        .isEqualTo(200);
  }

  private static void tabTo(WebElement target) {
    for (int i = 0; i < 20 && !browser.focused().equals(target); i++) {
      browser.focused().sendKeys(Keys.TAB);
    }
    assertThat(browser.focused()).isEqualTo(target);
  }

  @Test
  void whatCanBeUsedHasANameAndARole() {
    open("#faults button");

    assertThat(browser.all("button"))
        .hasSize(BridgeSimulator.Fault.values().length)
        .allSatisfy(
            button -> {
              assertThat(button.getAriaRole()).isEqualTo("button");
              assertThat(button.getAccessibleName()).isNotBlank();
            });
    assertThat(browser.all("#faults button").get(0).getAccessibleName())
        .isEqualTo("429 Too Many Requests");
    assertThat(browser.all("section"))
        .allSatisfy(section -> assertThat(section.getAccessibleName()).isNotBlank());
    assertThat(browser.all("h1")).hasSize(1);
    assertThat(browser.run("return document.documentElement.lang")).isEqualTo("en");
  }

  @Test
  void hostileContentIsShownAndNeverRun() throws Exception {
    String script =
        "/<script>document.title='owned'</script><img/src=x/onerror=document.title='owned'>";
    requests.send(
        token,
        SimulatorRequests.transaction(
            "a",
            "<b>GET</b>",
            "<i>host</i>",
            script,
            "200",
            "<script>document.title='owned'</script>"));
    bridge.show(job(1, 1, List.of(new JobView.Reading(Metric.LINES_REJECTED, "<b>x</b>", 1))));
    open("#activity-rows tr");
    browser.run("document.querySelector('details').open = true");

    assertThat(browser.text("#activity-rows tr")).contains(script, "<b>GET</b>", "<i>host</i>");
    assertThat(browser.text("#endpoints-rows tr")).contains("<script>");
    assertThat(browser.all("tbody script, tbody img, tbody b, tbody i")).isEmpty();
    assertThat(browser.run("return document.title")).isEqualTo("cloudfront-bridge");
    // And where the page itself let one through, the policy would still forbid it.
    browser.run(
        "const s = document.createElement('script'); s.textContent = \"document.title='owned'\";"
            + " document.body.append(s)");
    assertThat(browser.run("return document.title")).isEqualTo("cloudfront-bridge");
    assertThat(browser.complaints()).hasSize(1).first().asString().contains("Content Security");
  }

  @Test
  void loadsNothingFromElsewhere() {
    open("#faults button");

    assertThat(
            (List<?>)
                browser.run("return performance.getEntriesByType('resource').map(r => r.name)"))
        .isNotEmpty()
        .allSatisfy(name -> assertThat(name.toString()).startsWith(bridge.url() + "/"));
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void fitsAPhoneAndFollowsTheUsersColours() throws Exception {
    requests.send(
        token,
        SimulatorRequests.transaction(
            "a",
            "DELETE",
            "a-rather-long-host-name.api.example.com",
            "/" + "x".repeat(300),
            "500",
            "2001:db8:1111:2222:3333:4444:5555:6666"));
    browser.resize(PHONE, 800);
    open("#activity-rows tr");

    assertThat((Long) browser.run("return document.scrollingElement.scrollWidth"))
        .isLessThanOrEqualTo(PHONE);
    String light = (String) browser.run("return getComputedStyle(document.body).backgroundColor");
    browser.prefer("dark");
    String dark = (String) browser.run("return getComputedStyle(document.body).backgroundColor");
    assertThat(light).isEqualTo("rgb(244, 246, 247)");
    assertThat(dark).isEqualTo("rgb(15, 23, 25)");
  }

  @Test
  void holdKeepsTheRowsWhereTheyAre() throws Exception {
    requests.send(token, SimulatorRequests.transaction("a", "GET", "h", "/one", "200", "c"));
    open("#activity-rows tr");
    browser.all("#hold").get(0).click();

    requests.send(token, SimulatorRequests.transaction("b", "GET", "h", "/two", "200", "c"));
    await().atMost(PATIENCE).until(() -> browser.text("#taken").equals("2"));
    assertThat(browser.all("#activity-rows tr")).hasSize(1);

    browser.all("#hold").get(0).click();
    await().atMost(PATIENCE).until(() -> browser.all("#activity-rows tr").size() == 2);
  }
}
