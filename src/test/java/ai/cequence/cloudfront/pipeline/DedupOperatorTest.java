package ai.cequence.cloudfront.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.transaction.LogSource;
import ai.cequence.cloudfront.transaction.Transaction;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.storage.FileSystemCheckpointStorage;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which ids pass, and for how long they are known. */
class DedupOperatorTest extends DedupOperatorTestBase {
  private static final byte[] NO_JSON = {};

  @Test
  void passesEachIdOnce() throws Exception {
    try (var harness = open()) {
      harness.processElement(id(1), 0);
      harness.processElement(id(2), 0);
      harness.processElement(id(1), 0);
      assertThat(harness.extractOutputValues())
          .extracting(Transaction::id)
          .containsExactly(id(1).id(), id(2).id());
    }
  }

  @Test
  void remembersForTheTtlOfTheFirstSightAndForgetsAnEpochLater() throws Exception {
    try (var harness = open()) {
      harness.setProcessingTime(EPOCH);
      harness.processElement(id(1), 0);
      harness.setProcessingTime(EPOCH + TTL.toMillis() - 1);
      harness.processElement(id(1), 0);
      harness.setProcessingTime(2 * EPOCH + TTL.toMillis() - 1);
      harness.processElement(id(1), 0);
      assertThat(harness.extractOutputValues()).hasSize(1);
      harness.setProcessingTime(2 * EPOCH + TTL.toMillis());
      harness.processElement(id(1), 0);
      assertThat(harness.extractOutputValues()).hasSize(2);
    }
  }

  @Test
  void aClockThatGoesBackForgetsNothing() throws Exception {
    try (var harness = open()) {
      harness.setProcessingTime(10 * EPOCH);
      harness.processElement(id(1), 0);
      harness.getProcessingTimeService().setCurrentTime(3 * EPOCH);
      harness.processElement(id(2), 0);
      harness.processElement(id(1), 0);
      harness.processElement(id(2), 0);
      assertThat(harness.extractOutputValues()).hasSize(2);
    }
  }

  @Test
  void survivesRestoresAtAnyParallelism() throws Exception {
    int next = 0;
    List<OperatorSubtaskState> states = new ArrayList<>();
    int before = 1;
    for (int parallelism : new int[] {1, 2, 3, 1}) {
      List<OperatorSubtaskState> after = new ArrayList<>();
      List<Long> passed = new ArrayList<>();
      for (int subtask = 0; subtask < parallelism; subtask++) {
        try (var harness = harness(parallelism, subtask, 1_000_000_000)) {
          DedupHarnesses.restore(harness, states, before, parallelism, subtask);
          harness.open();
          for (long i = 0; i < next + 5000; i++) {
            int lane = Lanes.laneOf(id(i).idHigh());
            if (lane * parallelism / 256 == subtask) {
              harness.processElement(id(i), 0);
            }
          }
          passed.add((long) harness.extractOutputValues().size());
          after.add(harness.snapshot(1, 1));
        }
      }
      assertThat(passed.stream().mapToLong(Long::longValue).sum())
          .as("new ids at parallelism " + parallelism)
          .isEqualTo(5000);
      next += 5000;
      states = after;
      before = parallelism;
    }
  }

  /** On the heap, and where one table is more than the heap may hold. */
  @ParameterizedTest
  @CsvSource({"1000000000, 0", "1200, 1"})
  void forgetsAnEpochAtItsLimitNotBelow(long heapBytes, long cold) throws Exception {
    for (long late : new long[] {-1, 0, 1}) {
      try (var harness = harness(1, 0, heapBytes)) {
        harness.open();
        harness.setProcessingTime(5 * EPOCH);
        harness.processElement(id(1), 0);
        assertThat(gauge(harness, Metric.DEDUP_COLD)).isEqualTo(cold);
        assertThat(gauge(harness, Metric.DEDUP_HORIZON)).isEqualTo(TTL.toSeconds());
        harness.setProcessingTime(6 * EPOCH + TTL.toMillis() + late);
        harness.processElement(id(1), 0);
        assertThat(harness.extractOutputValues())
            .as("%d ms beyond the limit", late)
            .hasSize(late < 0 ? 1 : 2);
      }
    }
  }

  @Test
  void putsIdsOnBothSidesOfAnEpochsEdgeIntoTheirEpochs() throws Exception {
    try (var harness = open()) {
      harness.setProcessingTime(EPOCH - 1);
      harness.processElement(id(1), 0);
      harness.setProcessingTime(EPOCH);
      harness.processElement(id(2), 0);
      harness.setProcessingTime(EPOCH + TTL.toMillis());
      harness.processElement(id(1), 0);
      harness.processElement(id(2), 0);
      assertThat(harness.extractOutputValues())
          .extracting(Transaction::id)
          .containsExactly(id(1).id(), id(2).id(), id(1).id());
    }
  }

  @Test
  void passesTenMillionIdsOnceWithDuplicatesOnBothSidesOfARestore() throws Exception {
    OperatorSubtaskState state;
    try (var harness = onDisk()) {
      harness.open();
      assertThat(passed(harness, 0, 6_000_000, 1)).isEqualTo(6_000_000);
      assertThat(passed(harness, 0, 6_000_000, 97)).as("before the restore").isZero();
      state = harness.snapshot(1, 1);
    }
    try (var harness = onDisk()) {
      harness.initializeState(state);
      harness.open();
      assertThat(passed(harness, 0, 6_000_000, 13)).as("behind the restore").isZero();
      assertThat(passed(harness, 6_000_000, 10_000_000, 1)).isEqualTo(4_000_000);
      assertThat(passed(harness, 0, 10_000_000, 11)).as("of both sides").isZero();
    }
  }

  /** 222 ids in tables, 278 in cold blocks of whole ids. */
  @Test
  void restoresTheStateOfEarlierVersions() throws Exception {
    OperatorSubtaskState state =
        OperatorSnapshotUtil.readStateHandle("src/test/resources/state/dedup-v1.bin");
    try (var harness = harness(1, 0, 1_000_000_000)) {
      harness.initializeState(state);
      harness.open();
      assertThat(gauge(harness, Metric.DEDUP_COLD)).isEqualTo(278);
      for (long i = 0; i < 500; i++) {
        harness.processElement(id(i), 0);
      }
      assertThat(harness.extractOutputValues()).isEmpty();
      harness.processElement(id(500), 0);
      assertThat(harness.extractOutputValues()).hasSize(1);
    }
  }

  /** State of this size is too much for a checkpoint in memory. */
  private static KeyedOneInputStreamOperatorTestHarness<Integer, Transaction, Transaction> onDisk()
      throws Exception {
    var harness = harness(1, 0, 1_000_000_000);
    harness.setCheckpointStorage(new FileSystemCheckpointStorage(folder.resolve("big").toUri()));
    return harness;
  }

  /** How many of the ids with these numbers, or of every so-manieth of them, come out. */
  private static long passed(
      KeyedOneInputStreamOperatorTestHarness<Integer, Transaction, Transaction> harness,
      long from,
      long to,
      int step)
      throws Exception {
    long passed = 0;
    for (long number = from; number < to; number += step) {
      // Odd factors: different numbers, different ids.
      long high = number * 0x9E3779B97F4A7C15L;
      long low = number * 0xD1B54A32D192ED03L;
      harness.processElement(new Transaction(0, high, low, "E1", LogSource.S3, NO_JSON), 0);
      if (!harness.getOutput().isEmpty()) {
        passed += harness.getOutput().size();
        harness.getOutput().clear();
      }
    }
    return passed;
  }
}
