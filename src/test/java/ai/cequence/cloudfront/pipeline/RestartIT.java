package ai.cequence.cloudfront.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.bridge.BridgeSink;
import ai.cequence.cloudfront.config.Settings;
import ai.cequence.cloudfront.ledger.LedgerCount;
import ai.cequence.cloudfront.ledger.LedgerFolder;
import ai.cequence.cloudfront.ledger.LedgerTable;
import ai.cequence.cloudfront.local.BridgeSimulator;
import ai.cequence.cloudfront.metrics.RunCount;
import ai.cequence.cloudfront.metrics.RunCounts;
import ai.cequence.cloudfront.testing.FailingOnceSink;
import ai.cequence.cloudfront.testing.JobUnderTest;
import ai.cequence.cloudfront.testing.RunFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job on a MiniCluster of two subtasks, with a failure in its middle. */
class RestartIT {
  private static final int FILES = 6;
  private static final int LINES = 5_000;

  @TempDir Path folder;

  @Test
  void aFailureInTheMiddleLosesNothingAndCountsExactly() throws Exception {
    RunFiles files = new RunFiles(folder);
    files.generateLogs(FILES, LINES);
    Path logs = files.logs();
    // The first file twice, under another name: duplicates that straddle the failure.
    Files.copy(
        logs.resolve("E1AAAAAAAAAA.2026-01-31-10.00000000.gz"),
        logs.resolve("E1AAAAAAAAAA.2026-01-31-10.99999999.gz"));
    try (BridgeSimulator bridge = new BridgeSimulator(0, true)) {
      // So slow that checkpoints hold batches, and that there are several before the end.
      bridge.setDelayMillis(150);
      Settings settings = JobUnderTest.bounded(bridge.url(), files);
      FailingOnceSink.reset();
      StreamExecutionEnvironment env =
          JobUnderTest.define(
              "restart-test",
              settings,
              JobUnderTest.configuration(folder, Duration.ofMillis(100), 2),
              new FailingOnceSink<>(new BridgeSink(settings)));

      env.execute("restart-test");

      assertThat(FailingOnceSink.hasFailed()).isTrue();
      assertThat(bridge.problems()).isEmpty();
      assertThat(bridge.ids()).hasSize(FILES * LINES);
      Map<RunCount, Long> counts = RunCounts.ofProcess().totals();
      assertThat(counts.get(RunCount.LINES)).isEqualTo((FILES + 1L) * (LINES + 2));
      assertThat(counts.get(RunCount.DUPLICATES)).isEqualTo(LINES);
      assertThat(counts.get(RunCount.DELIVERED)).isEqualTo((long) FILES * LINES);
      assertThat(counts.get(RunCount.TRANSACTIONS)).isEqualTo((FILES + 1L) * LINES);
      LedgerTable ledger = LedgerTable.read(new LedgerFolder(folder.resolve("ledger").toUri()), "");
      assertThat(ledger.unbalanced()).isZero();
      assertThat(ledger.total(LedgerCount.LINES)).isEqualTo((FILES + 1L) * (LINES + 2));
      assertThat(ledger.total(LedgerCount.TRANSACTIONS_S3)).isEqualTo((FILES + 1L) * LINES);
      assertThat(ledger.total(LedgerCount.DUPLICATES_S3_S3)).isEqualTo(LINES);
      assertThat(ledger.total(LedgerCount.DELIVERED)).isEqualTo((long) FILES * LINES);
    }
  }
}
