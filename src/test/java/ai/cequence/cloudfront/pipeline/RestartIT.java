package ai.cequence.cloudfront.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.bridge.BridgeSink;
import ai.cequence.cloudfront.config.Settings;
import ai.cequence.cloudfront.config.SettingsLoader;
import ai.cequence.cloudfront.config.SourceSettings.SourceType;
import ai.cequence.cloudfront.deadletter.DeadLetterSink;
import ai.cequence.cloudfront.ledger.LedgerCount;
import ai.cequence.cloudfront.ledger.LedgerFolder;
import ai.cequence.cloudfront.ledger.LedgerTable;
import ai.cequence.cloudfront.local.BridgeSimulator;
import ai.cequence.cloudfront.local.LogGenerator;
import ai.cequence.cloudfront.metrics.RunCount;
import ai.cequence.cloudfront.metrics.RunCounts;
import ai.cequence.cloudfront.source.s3.S3LogSource;
import ai.cequence.cloudfront.testing.FailingOnceSink;
import ai.cequence.cloudfront.testing.JobUnderTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
    Path logs = Files.createDirectory(folder.resolve("logs"));
    for (int i = 0; i < FILES; i++) {
      new LogGenerator(i)
          .writeV1(
              Files.newOutputStream(
                  logs.resolve("E1AAAAAAAAAA.2026-01-31-10.%08d.gz".formatted(i))),
              LINES,
              Instant.parse("2026-01-31T10:00:00Z"));
    }
    // The first file twice, under another name: duplicates that straddle the failure.
    Files.copy(
        logs.resolve("E1AAAAAAAAAA.2026-01-31-10.00000000.gz"),
        logs.resolve("E1AAAAAAAAAA.2026-01-31-10.99999999.gz"));
    try (BridgeSimulator bridge = new BridgeSimulator(0, true)) {
      // So slow that checkpoints hold batches, and that there are several before the end.
      bridge.setDelayMillis(150);
      Settings settings = settings(bridge, logs);
      FailingOnceSink.reset();
      StreamExecutionEnvironment env =
          StreamExecutionEnvironment.getExecutionEnvironment(
              JobUnderTest.configuration(folder, Duration.ofMillis(100), 2));
      new Topology(settings, "restart-test")
          .define(
              env,
              Map.of(SourceType.S3, S3LogSource.of(settings.source().s3())),
              new FailingOnceSink<>(new BridgeSink(settings)),
              new DeadLetterSink(settings.deadLetter()));

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

  private Settings settings(BridgeSimulator bridge, Path logs) {
    return SettingsLoader.load(
        JobUnderTest.properties(bridge.url(), folder.resolve("dead"))
            .with("source", "s3.paths", logs.toUri().toString())
            .with("source", "s3.mode", "bounded")
            .install());
  }
}
