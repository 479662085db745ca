package ai.cequence.cloudfront.source.s3.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Every layout is understood, and listed at a cost that does not grow with its history. */
class LayoutTest {
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
  private static final List<String> DISTRIBUTIONS = List.of("E1AAAAAAAAAA", "E2BBBBBBBBBB");

  private static String time(Instant hour, String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC).format(hour);
  }

  private static String name(String distribution, Instant hour) {
    return distribution + '.' + time(hour, "yyyy-MM-dd-HH") + ".abc.gz";
  }

  /** A bucket that goes back some days. */
  private static FakeStore bucket(int days, BiFunction<String, Instant, String> folder) {
    FakeStore store = new FakeStore();
    for (int hour = 0; hour < 24 * days; hour++) {
      Instant time = NOON.minus(Duration.ofHours(hour));
      for (String distribution : DISTRIBUTIONS) {
        store.put(folder.apply(distribution, time) + name(distribution, time), time);
      }
    }
    return store;
  }

  private static Set<Strand> scan(FakeStore store, String prefix) throws IOException {
    return LayoutScan.of(new ListingCalls(store, () -> {}), prefix, Set.of());
  }

  private static void costsTheSame(BiFunction<String, Instant, String> folder, String prefix) {
    int[] calls = new int[2];
    int[] states = new int[2];
    int[] days = {90, 900};
    for (int i = 0; i < 2; i++) {
      FakeStore store = bucket(days[i], folder);
      try (DiscoveryRun run = DiscoveryRun.continuous(store, NOON, "s3://bucket/" + prefix)) {
        assertThat(run.take()).as("the window of 25 hours and this one").hasSize(2 * 26);
        store.takeCalls();
        run.pass(Duration.ofMinutes(20));
        calls[i] = store.takeCalls();
        states[i] = run.checkpoint().length;
        assertThat(run.take()).isEmpty();
      }
    }
    assertThat(calls[1]).isEqualTo(calls[0]).isLessThan(800);
    assertThat(states[1]).isEqualTo(states[0]).isLessThan(2 * 26 * 40 + 1000);
  }

  @Test
  void v1WithAndWithoutPrefix() throws IOException {
    assertThat(scan(bucket(2, (id, hour) -> "logs/"), "logs/"))
        .containsExactlyInAnyOrder(
            new Strand("logs/E1AAAAAAAAAA.", TimeOrder.NAME),
            new Strand("logs/E2BBBBBBBBBB.", TimeOrder.NAME));
    costsTheSame((id, hour) -> "logs/", "logs/");
    assertThat(scan(bucket(2, (id, hour) -> ""), ""))
        .containsExactlyInAnyOrder(
            new Strand("E1AAAAAAAAAA.", TimeOrder.NAME),
            new Strand("E2BBBBBBBBBB.", TimeOrder.NAME));
    costsTheSame((id, hour) -> "", "");
  }

  @Test
  void v2DefaultPaths() throws IOException {
    String folder = "AWSLogs/123456789012/CloudFront/";
    assertThat(scan(bucket(2, (id, hour) -> folder), ""))
        .containsExactlyInAnyOrder(
            new Strand(folder + "E1AAAAAAAAAA.", TimeOrder.NAME),
            new Strand(folder + "E2BBBBBBBBBB.", TimeOrder.NAME));
    costsTheSame((id, hour) -> folder, "");
  }

  @Test
  void suffixPathsWithTheTimeBehindTheDistribution() throws IOException {
    BiFunction<String, Instant, String> folder =
        (id, hour) -> "logs/" + id + '/' + time(hour, "yyyy/MM/dd/HH/");
    assertThat(scan(bucket(2, folder), "logs/"))
        .containsExactlyInAnyOrder(
            new Strand("logs/E1AAAAAAAAAA/", TimeOrder.FOLDERS),
            new Strand("logs/E2BBBBBBBBBB/", TimeOrder.FOLDERS));
    costsTheSame(folder, "logs/");
  }

  @Test
  void suffixPathsWithTheTimeBeforeTheDistribution() throws IOException {
    BiFunction<String, Instant, String> folder =
        (id, hour) -> "logs/" + time(hour, "yyyy/MM/dd/HH/") + id + '/';
    assertThat(scan(bucket(2, folder), "logs/"))
        .containsExactly(new Strand("logs/", TimeOrder.FOLDERS));
    costsTheSame(folder, "logs/");
  }

  @Test
  void suffixPathsWithoutHours() throws IOException {
    BiFunction<String, Instant, String> folder =
        (id, hour) -> "logs/" + id + '/' + time(hour, "yyyy/MM/dd/");
    FakeStore store = bucket(3, folder);
    assertThat(scan(store, "logs/")).contains(new Strand("logs/E1AAAAAAAAAA/", TimeOrder.FOLDERS));
    try (DiscoveryRun run = DiscoveryRun.continuous(store, NOON, "s3://bucket/logs/")) {
      // The whole days of the window, since nothing is finer: the 30th and the 31st until noon.
      assertThat(run.take()).hasSize(2 * (24 + 13));
      store.put("logs/E1AAAAAAAAAA/2026/01/31/E1AAAAAAAAAA.2026-01-31-02.late.gz", NOON);
      run.pass(DiscoveryRun.INTERVAL);
      assertThat(run.take()).hasSize(1);
    }
  }

  @Test
  void hiveCompatiblePaths() throws IOException {
    BiFunction<String, Instant, String> folder =
        (id, hour) ->
            "AWSLogs/aws-account-id=123456789012/CloudFront/DistributionId="
                + id
                + time(hour, "'/year='yyyy'/month='MM'/day='dd'/hour='HH'/'");
    assertThat(scan(bucket(2, folder), ""))
        .contains(
            new Strand(
                "AWSLogs/aws-account-id=123456789012/CloudFront/DistributionId=E1AAAAAAAAAA/year=",
                TimeOrder.HIVE));
    costsTheSame(folder, "");
  }

  @Test
  void hiveCompatiblePathsWithoutHours() throws IOException {
    BiFunction<String, Instant, String> folder =
        (id, hour) -> "logs/" + time(hour, "'year='yyyy'/month='MM'/day='dd'/'");
    FakeStore store = bucket(3, folder);
    assertThat(scan(store, "logs/")).containsExactly(new Strand("logs/year=", TimeOrder.HIVE_DAYS));
    try (DiscoveryRun run = DiscoveryRun.continuous(store, NOON, "s3://bucket/logs/")) {
      assertThat(run.take()).hasSize(2 * (24 + 13));
    }
  }

  @Test
  void foldersOfNoKnownLayoutAreListedAsAWhole() throws IOException {
    FakeStore store = new FakeStore();
    for (int i = 0; i < 30; i++) {
      store.put("logs/any/thing-%02d.log".formatted(i), NOON.minus(Duration.ofHours(i)));
    }
    assertThat(scan(store, "logs/")).containsExactly(new Strand("logs/any/", TimeOrder.NONE));
    try (DiscoveryRun run = DiscoveryRun.continuous(store, NOON, "s3://bucket/logs/")) {
      assertThat(run.take()).as("written in the last 25 hours").hasSize(26);
      store.put("logs/any/aaa.log", NOON);
      run.pass(DiscoveryRun.INTERVAL);
      assertThat(run.take()).containsExactly("logs/any/aaa.log");
      run.pass(Duration.ofHours(30));
      assertThat(run.take()).isEmpty();
    }
  }

  @Test
  void layoutsMixInOneFolder() throws IOException {
    FakeStore store = new FakeStore();
    store.setPageSize(4);
    List<String> keys =
        List.of(
            "logs/2026/01/31/12/E3CCCCCCCCCC.2026-01-31-12.a.gz",
            "logs/AWSLogs/123456789012/CloudFront/E4DDDDDDDDDD.2026-01-31-12.a.gz",
            "logs/E1AAAAAAAAAA.2026-01-31-12.a.gz",
            "logs/E1AAAAAAAAAA.2026-01-31-12.b.gz",
            "logs/E1AAAAAAAAAA.2026-01-31-12.c.gz",
            "logs/E1AAAAAAAAAA.2026-01-31-12.d.gz",
            "logs/E2BBBBBBBBBB.2026-01-31-12.a.gz",
            "logs/E5EEEEEEEEEE/2026/01/31/12/E5EEEEEEEEEE.2026-01-31-12.a.gz",
            "logs/ad hoc.log",
            "logs/year=2026/month=01/day=31/hour=12/E6FFFFFFFFFF.2026-01-31-12.a.gz");
    keys.forEach(key -> store.put(key, NOON));
    for (int page = 2; page < 12; page++) {
      store.setPageSize(page);
      try (DiscoveryRun run = DiscoveryRun.continuous(store, NOON, "s3://bucket/logs/")) {
        assertThat(run.take()).as("page of %d", page).containsExactlyInAnyOrderElementsOf(keys);
        run.pass(Duration.ofMinutes(20));
        assertThat(run.take()).isEmpty();
      }
    }
  }

  @Test
  void aBoundedRunStopsBehindItsLastHour() {
    FakeStore store = bucket(400, (id, hour) -> "logs/" + id + '/' + time(hour, "yyyy/MM/dd/HH/"));
    Instant from = NOON.minus(Duration.ofDays(300));
    try (DiscoveryRun run =
        new DiscoveryRun(
            store,
            NOON,
            DiscoveryRun.settings(
                true, from, from.plus(Duration.ofHours(5)), "s3://bucket/logs/"))) {
      assertThat(run.take()).hasSize(10);
      // The folder, a look into each distribution, two pages that begin with the first hour.
      assertThat(store.takeCalls()).isLessThanOrEqualTo(10);
      assertThat(run.context().isEnded(0)).isTrue();
    }
  }
}
