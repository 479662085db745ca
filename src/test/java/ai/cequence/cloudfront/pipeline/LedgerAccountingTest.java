package ai.cequence.cloudfront.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.config.DedupSettings;
import ai.cequence.cloudfront.ledger.LedgerCount;
import ai.cequence.cloudfront.ledger.LedgerFolder;
import ai.cequence.cloudfront.ledger.LedgerTable;
import ai.cequence.cloudfront.transaction.LogSource;
import ai.cequence.cloudfront.transaction.Transaction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How an operator's ledger comes into files, or does not yet. Closing a harness ends its writes.
 */
class LedgerAccountingTest {
  @TempDir Path folder;

  private KeyedOneInputStreamOperatorTestHarness<Integer, Transaction, Transaction> harness(
      int parallelism, int subtask) throws Exception {
    return DedupHarnesses.of(
        new DedupSettings(true, Duration.ofHours(2), 100_000_000),
        new LedgerFolder(folder.toUri()),
        parallelism,
        subtask);
  }

  private static Transaction from(LogSource source, long id) {
    return new Transaction(0, id << 56, id, "E1", source, new byte[0]);
  }

  private long duplicates() throws Exception {
    LedgerTable table = table();
    return table.total(LedgerCount.DUPLICATES_S3_S3)
        + table.total(LedgerCount.DUPLICATES_S3_KINESIS)
        + table.total(LedgerCount.DUPLICATES_KINESIS_S3)
        + table.total(LedgerCount.DUPLICATES_KINESIS_KINESIS);
  }

  private LedgerTable table() throws Exception {
    return LedgerTable.read(new LedgerFolder(folder.toUri()), "");
  }

  @Test
  void countsDuplicatesByPairOfSources() throws Exception {
    try (var harness = harness(1, 0)) {
      harness.open();
      for (LogSource source : new LogSource[] {LogSource.S3, LogSource.KINESIS, LogSource.S3}) {
        harness.processElement(from(source, 1), 0);
      }
      for (LogSource source :
          new LogSource[] {
            LogSource.KINESIS, LogSource.S3, LogSource.S3, LogSource.S3, LogSource.KINESIS
          }) {
        harness.processElement(from(source, 2), 0);
      }
      harness.snapshot(1, 1);
      harness.notifyOfCompletedCheckpoint(1);
    }
    LedgerTable table = table();
    assertThat(table.total(LedgerCount.DUPLICATES_S3_KINESIS)).isEqualTo(1);
    assertThat(table.total(LedgerCount.DUPLICATES_S3_S3)).isEqualTo(1);
    assertThat(table.total(LedgerCount.DUPLICATES_KINESIS_S3)).isEqualTo(3);
    assertThat(table.total(LedgerCount.DUPLICATES_KINESIS_KINESIS)).isEqualTo(1);
  }

  @Test
  void nothingIsWrittenBeforeItsCheckpointIsComplete() throws Exception {
    try (var harness = harness(1, 0)) {
      harness.open();
      harness.processElement(from(LogSource.S3, 1), 0);
      harness.processElement(from(LogSource.S3, 1), 0);
      harness.snapshot(1, 1);
    }
    assertThat(duplicates()).isZero();
  }

  @Test
  void aLostNotificationDelaysADeltaToTheNext() throws Exception {
    try (var harness = harness(1, 0)) {
      harness.open();
      harness.processElement(from(LogSource.S3, 1), 0);
      harness.processElement(from(LogSource.S3, 1), 0);
      harness.snapshot(1, 1);
      harness.processElement(from(LogSource.S3, 1), 0);
      harness.snapshot(2, 2);
      harness.notifyOfCompletedCheckpoint(2);
    }
    assertThat(duplicates()).isEqualTo(2);
  }

  @Test
  void aRestoreWritesWhatTheCheckpointHeldAndARepeatReplacesItself() throws Exception {
    OperatorSubtaskState state;
    try (var harness = harness(1, 0)) {
      harness.open();
      harness.processElement(from(LogSource.S3, 1), 0);
      harness.processElement(from(LogSource.S3, 1), 0);
      state = harness.snapshot(1, 1);
      // Counted after the checkpoint: lost with the failure, and counted again by who repeats it.
      harness.processElement(from(LogSource.S3, 1), 0);
    }
    for (int restore = 0; restore < 2; restore++) {
      try (var harness = harness(1, 0)) {
        harness.setRestoredCheckpointId(1);
        harness.initializeState(state);
        harness.open();
      }
      assertThat(duplicates()).isEqualTo(1);
    }
  }

  @Test
  void aRescaleCountsNothingTwice() throws Exception {
    OperatorSubtaskState state;
    try (var harness = harness(1, 0)) {
      harness.open();
      for (long id = 1; id <= 200; id++) {
        harness.processElement(from(LogSource.S3, id), 0);
        harness.processElement(from(LogSource.S3, id), 0);
      }
      state = harness.snapshot(1, 1);
      harness.notifyOfCompletedCheckpoint(1);
    }
    for (int subtask = 0; subtask < 2; subtask++) {
      try (var harness = harness(2, subtask)) {
        harness.setRestoredCheckpointId(1);
        harness.initializeState(
            AbstractStreamOperatorTestHarness.repartitionOperatorState(
                state, Topology.MAX_PARALLELISM, 1, 2, subtask));
        harness.open();
        harness.snapshot(2, 2);
        harness.notifyOfCompletedCheckpoint(2);
      }
    }
    assertThat(duplicates()).isEqualTo(200);
  }

  @Test
  void aFolderThatCannotBeWrittenDelaysAndLosesNothing() throws Exception {
    // A file where the day's folders must be.
    Path year =
        Files.createDirectories(folder).resolve("" + java.time.Year.now(java.time.ZoneOffset.UTC));
    Files.writeString(year, "in the way");
    try (var harness = harness(1, 0)) {
      harness.open();
      harness.processElement(from(LogSource.S3, 1), 0);
      for (int checkpoint = 1; checkpoint <= 40; checkpoint++) {
        harness.processElement(from(LogSource.S3, 1), 0);
        harness.snapshot(checkpoint, checkpoint);
        harness.notifyOfCompletedCheckpoint(checkpoint);
      }
      Files.delete(year);
      harness.notifyOfCompletedCheckpoint(40);
    }
    assertThat(duplicates()).isEqualTo(40);
  }
}
