package ai.cequence.cloudfront.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.testing.Transactions;
import ai.cequence.cloudfront.transaction.LogSource;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LedgerTableTest {
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
  private static final long TEN = Instant.parse("2026-01-31T10:00:00Z").toEpochMilli();

  @TempDir Path folder;

  /** A delta in which each of these counts is 1 for every time that it is named. */
  private static LedgerDelta delta(
      String lineage, String job, long restoredFrom, long checkpoint, LedgerCount... counts) {
    Ledger ledger = new Ledger();
    for (LedgerCount count : counts) {
      ledger.of("E1", TEN).add(count, 1);
    }
    return new LedgerDelta(
        new LedgerOrigin(lineage, job, restoredFrom, "bridge", 0),
        checkpoint,
        NOON.plusSeconds(checkpoint),
        ledger.take());
  }

  @Test
  void addsUpWhatJobsCountedOneAfterTheOther() {
    LedgerTable table =
        LedgerTable.of(
            List.of(
                delta("a", "a", -1, 1, LedgerCount.DELIVERED),
                delta("a", "a", -1, 2, LedgerCount.DELIVERED),
                delta("a", "b", 2, 3, LedgerCount.DELIVERED),
                delta("z", "z", -1, 1, LedgerCount.DELIVERED)));
    assertThat(table.total(LedgerCount.DELIVERED)).isEqualTo(4);
  }

  @Test
  void aJobThatWentOnFromAnOlderCheckpointReplacesWhatWasCountedBehindThat() {
    LedgerTable table =
        LedgerTable.of(
            List.of(
                delta("a", "a", -1, 1, LedgerCount.DELIVERED),
                delta("a", "a", -1, 2, LedgerCount.DELIVERED),
                delta("a", "a", -1, 3, LedgerCount.DELIVERED),
                delta("a", "b", 1, 20, LedgerCount.DELIVERED)));
    assertThat(table.total(LedgerCount.DELIVERED)).as("of checkpoints 1 and 20").isEqualTo(2);
  }

  @Test
  void marksHoursThatDoNotBalance() {
    LedgerTable open =
        LedgerTable.of(
            List.of(
                delta("a", "a", -1, 1, LedgerCount.TRANSACTIONS_S3, LedgerCount.TRANSACTIONS_S3),
                delta("a", "a", -1, 2, LedgerCount.DELIVERED)));
    assertThat(open.unbalanced()).isEqualTo(1);
    assertThat(printed(open)).contains("! 1");

    LedgerTable balanced =
        LedgerTable.of(
            List.of(
                delta("a", "a", -1, 1, LedgerCount.TRANSACTIONS_S3, LedgerCount.TRANSACTIONS_S3),
                delta("a", "a", -1, 2, LedgerCount.TRANSACTIONS_KINESIS, LedgerCount.DELIVERED),
                delta(
                    "a",
                    "a",
                    -1,
                    3,
                    LedgerCount.DEAD_LETTERED,
                    LedgerCount.DUPLICATES_S3_KINESIS)));
    assertThat(balanced.unbalanced()).isZero();
    assertThat(printed(balanced)).doesNotContain("!").contains("E1", "2026-01-31T10:00");
  }

  @Test
  void tellsWhatRealTimeLogsMissed() {
    HourCounts counts = new HourCounts();
    // Five requests in standard logs, one of them delivered twice; three in real-time logs, of
    // which two were seen there first.
    counts.add(LedgerCount.TRANSACTIONS_S3, 6);
    counts.add(LedgerCount.TRANSACTIONS_KINESIS, 3);
    counts.add(LedgerCount.DUPLICATES_S3_S3, 1);
    counts.add(LedgerCount.DUPLICATES_KINESIS_S3, 2);
    counts.add(LedgerCount.DUPLICATES_S3_KINESIS, 1);
    assertThat(LedgerTable.requestsInS3(counts)).isEqualTo(5);
    assertThat(LedgerTable.missedByRealTime(counts)).isEqualTo(2);
  }

  @Test
  void readsWhatWasWritten() throws Exception {
    LedgerFolder files = new LedgerFolder(folder.toUri());
    Ledger ledger = new Ledger();
    ledger.of("E1", TEN).seen(TEN + 1_000);
    ledger.of("E1", TEN + 3_599_999).seen(TEN + 9_000);
    ledger.of("E1", TEN + 3_600_000).add(LedgerCount.LINES, 7);
    ledger.of(DistributionHour.UNKNOWN).add(LedgerCount.LINES, 5);
    ledger.delivered(Transactions.batch("E2", "x", "y"));
    LedgerDelta written =
        new LedgerDelta(new LedgerOrigin("l", "j", 4, "bridge", 2), 5, NOON, ledger.take());
    files.write(written.name(), written.encode());
    files.write(written.name(), written.encode());

    LedgerDelta read = files.read("2026/01/31").get(0);
    assertThat(files.read("")).hasSize(1);
    assertThat(files.read("2026/02/01")).isEmpty();
    assertThat(read.name())
        .isEqualTo(written.name())
        .startsWith("2026/01/31/l-0000000005-bridge-2");
    assertThat(read.origin()).isEqualTo(written.origin());
    assertThat(read.hours().keySet()).isEqualTo(written.hours().keySet()).hasSize(4);
    HourCounts ten = read.hours().get(DistributionHour.of("E1", TEN));
    assertThat(ten.firstSeenMillis()).isEqualTo(TEN + 1_000);
    assertThat(ten.lastSeenMillis()).isEqualTo(TEN + 9_000);
    assertThat(read.hours().get(DistributionHour.of("E2", 0)).get(LedgerCount.DELIVERED))
        .isEqualTo(2);
  }

  @Test
  void aNameIsTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      LedgerDelta delta =
          new LedgerDelta(new LedgerOrigin("l", "j", 4, "bridge", 2), 5, NOON, Map.of());
      assertThat(delta.name()).isEqualTo("2026/01/31/l-0000000005-bridge-2.json");
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "s3://bucket/dead-letters/, s3://bucket/ledger/",
    "s3://bucket/a/dead-letters, s3://bucket/a/ledger/",
    "s3://bucket/, s3://bucket/ledger/",
    "file:///tmp/x/dead/, file:///tmp/x/ledger/",
    "file:///, file:/ledger/"
  })
  void liesBesideTheDeadLetters(URI deadLetters, URI ledger) {
    assertThat(LedgerFolder.besides(deadLetters).path()).isEqualTo(ledger);
  }

  @ParameterizedTest
  @CsvSource({
    "-1, LAG_MINUTE",
    "60000, LAG_MINUTE",
    "60001, LAG_TEN_MINUTES",
    "600000, LAG_TEN_MINUTES",
    "600001, LAG_HOUR",
    "3600000, LAG_HOUR",
    "3600001, LAG_DAY",
    "86400000, LAG_DAY",
    "86400001, LAG_LONGER"
  })
  void putsALagIntoItsStep(long millis, LedgerCount step) {
    assertThat(LedgerCount.lag(millis)).isEqualTo(step);
  }

  @Test
  void keysArePairsOfSources() {
    assertThat(LedgerCount.duplicates(LogSource.S3, LogSource.KINESIS).key())
        .isEqualTo("duplicatesKinesisAfterS3");
    assertThat(LedgerCount.duplicates(LogSource.KINESIS, LogSource.S3).key())
        .isEqualTo("duplicatesS3AfterKinesis");
  }

  @Test
  void moreHoursThanItsBoundAreCountedTogether() {
    Ledger ledger = new Ledger();
    for (int hour = 0; hour < Ledger.MOST_HOURS + 10; hour++) {
      ledger.of("E1", hour * 3_600_000L).add(LedgerCount.LINES, 1);
    }
    assertThat(ledger.size()).isEqualTo(Ledger.MOST_HOURS + 1);
    assertThat(ledger.take().get(Ledger.OTHERS).get(LedgerCount.LINES)).isEqualTo(10);
  }

  @Test
  void knowsTheHourInAnObjectsName() {
    assertThat(DistributionHour.ofObject("s3://logs/a/E2EXAMPLE.2026-01-31-10.abc.gz"))
        .isEqualTo(DistributionHour.of("E2EXAMPLE", TEN));
    assertThat(DistributionHour.ofObject("s3://logs/a/E2EXAMPLE.2026-13-31-10.abc.gz"))
        .isEqualTo(DistributionHour.UNKNOWN);
    assertThat(DistributionHour.ofObject("s3://logs/log.gz")).isEqualTo(DistributionHour.UNKNOWN);
  }

  private static String printed(LedgerTable table) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    table.print(new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }
}
