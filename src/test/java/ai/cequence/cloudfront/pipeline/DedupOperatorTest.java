package ai.cequence.cloudfront.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.config.DedupSettings;
import ai.cequence.cloudfront.ledger.LedgerFolder;
import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.serialization.Elements;
import ai.cequence.cloudfront.testing.Transactions;
import ai.cequence.cloudfront.transaction.LogSource;
import ai.cequence.cloudfront.transaction.Transaction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.storage.FileSystemCheckpointStorage;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator in Flink's harness, on a clock of its own. */
class DedupOperatorTest {
  private static final Duration TTL = Duration.ofHours(2);
  private static final long EPOCH = TTL.toMillis() / DedupOperator.EPOCHS_A_TTL;

  private static final byte[] NO_JSON = {};

  @TempDir static Path folder;

  private static KeyedOneInputStreamOperatorTestHarness<Integer, Transaction, Transaction> harness(
      int parallelism, int subtask, long heapBytes) throws Exception {
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new DedupOperator(
                new DedupSettings(true, TTL, heapBytes), new LedgerFolder(folder.toUri())),
            new Lanes(),
            Types.INT,
            Topology.MAX_PARALLELISM,
            parallelism,
            subtask);
    harness.setup(Elements.TRANSACTION.createSerializer(null));
    return harness;
  }

  private static KeyedOneInputStreamOperatorTestHarness<Integer, Transaction, Transaction> open()
      throws Exception {
    var harness = harness(1, 0, 1_000_000_000);
    harness.open();
    return harness;
  }

  private static Transaction id(long number) {
    Random random = new Random(number);
    return Transactions.of(random.nextLong(), random.nextLong(), 0, "E1");
  }

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
          restore(harness, states, before, parallelism, subtask);
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

  @Test
  void forgetsAnEpochAtItsLimitNotBelow() throws Exception {
    for (long late : new long[] {-1, 0, 1}) {
      try (var harness = open()) {
        harness.setProcessingTime(5 * EPOCH);
        harness.processElement(id(1), 0);
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
  void staysExactWithMostIdsInColdBlocks() throws Exception {
    try (var harness = harness(1, 0, 2_000_000)) {
      harness.open();
      for (long i = 0; i < 300_000; i++) {
        harness.setProcessingTime(i * TTL.toMillis() / 300_000);
        harness.processElement(id(i), 0);
      }
      assertThat(harness.extractOutputValues()).hasSize(300_000);
      assertThat(gauge(harness, Metric.DEDUP_COLD)).isGreaterThan(200_000);
      assertThat(gauge(harness, Metric.DEDUP_HEAP)).isLessThanOrEqualTo(2_000_000);
      assertThat(gauge(harness, Metric.DEDUP_HORIZON)).isEqualTo(TTL.toSeconds());
      for (long i = 0; i < 300_000; i++) {
        harness.processElement(id(i), 0);
      }
      assertThat(harness.extractOutputValues()).hasSize(300_000);
    }
  }

  @Test
  void coldBlocksSurviveRestoresAtAnyParallelismAndExpire() throws Exception {
    List<OperatorSubtaskState> states = new ArrayList<>();
    int before = 1;
    int next = 0;
    for (int parallelism : new int[] {1, 2, 3, 1}) {
      List<OperatorSubtaskState> after = new ArrayList<>();
      int passed = 0;
      for (int subtask = 0; subtask < parallelism; subtask++) {
        try (var harness = harness(parallelism, subtask, 700_000 / parallelism)) {
          restore(harness, states, before, parallelism, subtask);
          harness.open();
          for (long i = 0; i < next + 40_000; i++) {
            if (Lanes.laneOf(id(i).idHigh()) * parallelism / 256 == subtask) {
              harness.processElement(id(i), 0);
            }
          }
          passed += harness.extractOutputValues().size();
          assertThat(gauge(harness, Metric.DEDUP_COLD)).isPositive();
          if (next == 120_000) {
            harness.setProcessingTime(EPOCH + TTL.toMillis());
            harness.processElement(id(0), 0);
            assertThat(harness.extractOutputValues()).hasSize(passed + 1);
            assertThat(gauge(harness, Metric.DEDUP_COLD)).isZero();
          }
          after.add(harness.snapshot(1, 1));
        }
      }
      assertThat(passed).as("new ids at parallelism " + parallelism).isEqualTo(40_000);
      next += 40_000;
      states = after;
      before = parallelism;
    }
  }

  /** The least budget that docs/operations.md names: 2.5 bytes for each id of a ttl. */
  @Test
  void holdsTheTtlWhereTheBudgetIsTheLeastThatSuffices() throws Exception {
    long idsOfATtl = 1_200_000;
    long all = idsOfATtl * 7 / 6;
    try (var harness = harness(1, 0, idsOfATtl * 5 / 2)) {
      harness.open();
      for (long i = 0; i < all; i++) {
        harness.setProcessingTime(i * TTL.toMillis() / idsOfATtl);
        harness.processElement(id(i), 0);
        harness.getOutput().clear();
      }
      assertThat(gauge(harness, Metric.DEDUP_HEAP)).isLessThanOrEqualTo(3_000_000);
      assertThat(gauge(harness, Metric.DEDUP_HORIZON)).isEqualTo(TTL.toSeconds());
      for (long i = all - idsOfATtl + 1; i < all; i += 7) {
        harness.processElement(id(i), 0);
      }
      assertThat(harness.extractOutputValues()).isEmpty();
    }
  }

  @Test
  void forgetsTheOldestEpochWhereNotEvenFiltersFit() throws Exception {
    try (var harness = harness(1, 0, 450_000)) {
      harness.open();
      harness.processElement(id(-1), 0);
      harness.setProcessingTime(3 * EPOCH);
      for (long i = 0; i < 300_000; i++) {
        harness.processElement(id(i), 0);
      }
      assertThat(gauge(harness, Metric.DEDUP_HEAP)).isLessThanOrEqualTo(450_000);
      assertThat(gauge(harness, Metric.DEDUP_HORIZON)).isLessThan(TTL.toSeconds());
      int sent = harness.extractOutputValues().size();
      assertThat(sent).as("no unique transaction is left out").isEqualTo(300_001);
      harness.processElement(id(-1), 0);
      assertThat(harness.extractOutputValues())
          .as("sent again, since it is forgotten")
          .hasSize(sent + 1);
    }
  }

  @Test
  void theHorizonSurvivesRestoresAtAnyParallelism() throws Exception {
    List<OperatorSubtaskState> states = new ArrayList<>();
    try (var harness = harness(1, 0, 450_000)) {
      harness.open();
      harness.processElement(id(-1), 0);
      harness.setProcessingTime(3 * EPOCH);
      for (long i = 0; i < 300_000; i++) {
        harness.processElement(id(i), 0);
      }
      // The first epoch is forgotten, then all that came in the fourth up to now.
      assertThat(gauge(harness, Metric.DEDUP_HORIZON)).isZero();
      states.add(harness.snapshot(1, 1));
    }
    int before = 1;
    for (int parallelism : new int[] {2, 3, 1}) {
      List<OperatorSubtaskState> after = new ArrayList<>();
      for (int subtask = 0; subtask < parallelism; subtask++) {
        try (var harness = harness(parallelism, subtask, 1_000_000_000)) {
          harness.setProcessingTime(4 * EPOCH);
          restore(harness, states, before, parallelism, subtask);
          harness.open();
          assertThat(gauge(harness, Metric.DEDUP_HORIZON))
              .as("subtask %d of %d", subtask, parallelism)
              .isEqualTo(EPOCH / 1000);
          after.add(harness.snapshot(1, 1));
        }
      }
      states = after;
      before = parallelism;
    }
  }

  /**
   * Two subtasks, of which the second has forgotten early, become one, which forgets of the first's
   * ids what is older than that, and become two again.
   */
  @Test
  void aLaneTakesAlongWhatWasForgottenOfItAlone() throws Exception {
    List<OperatorSubtaskState> two = new ArrayList<>();
    for (int subtask = 0; subtask < 2; subtask++) {
      try (var harness = harness(2, subtask, subtask == 0 ? 1_000_000_000 : 200_000)) {
        harness.setProcessingTime(subtask == 0 ? 0 : 3 * EPOCH);
        harness.open();
        add(harness, 2, subtask, 0, 300_000);
        assertThat(gauge(harness, Metric.DEDUP_HORIZON))
            .isEqualTo(subtask == 0 ? TTL.toSeconds() : 0);
        two.add(harness.snapshot(1, 1));
      }
    }
    OperatorSubtaskState one;
    try (var harness = harness(1, 0, 600_000)) {
      harness.setProcessingTime(4 * EPOCH);
      restore(harness, two, 2, 1, 0);
      harness.open();
      add(harness, 2, 0, 0, 300_000);
      assertThat(harness.extractOutputValues()).as("forgotten by the restore").isEmpty();
      add(harness, 1, 0, 300_000, 450_000);
      assertThat(gauge(harness, Metric.DEDUP_HORIZON)).isEqualTo(EPOCH / 1000);
      one = harness.snapshot(1, 1);
    }
    try (var harness = harness(2, 0, 1_000_000_000)) {
      harness.setProcessingTime(4 * EPOCH);
      restore(harness, List.of(one), 1, 2, 0);
      harness.open();
      assertThat(gauge(harness, Metric.DEDUP_HORIZON)).isLessThanOrEqualTo(3 * EPOCH / 1000);
      add(harness, 2, 0, 0, 300_000);
      assertThat(harness.extractOutputValues()).as("forgotten since").isNotEmpty();
    }
  }

  @Test
  void lanesThatForgotNothingKeepTheirHorizon() throws Exception {
    List<OperatorSubtaskState> states = new ArrayList<>();
    for (int subtask = 0; subtask < 2; subtask++) {
      try (var harness = harness(2, subtask, subtask == 0 ? 1_000_000_000 : 200_000)) {
        harness.setProcessingTime(3 * EPOCH);
        harness.open();
        add(harness, 2, subtask, 0, 300_000);
        states.add(harness.snapshot(1, 1));
      }
    }
    int before = 2;
    for (int parallelism : new int[] {1, 2}) {
      List<OperatorSubtaskState> after = new ArrayList<>();
      for (int subtask = 0; subtask < parallelism; subtask++) {
        try (var harness = harness(parallelism, subtask, 1_000_000_000)) {
          harness.setProcessingTime(4 * EPOCH);
          restore(harness, states, before, parallelism, subtask);
          harness.open();
          assertThat(gauge(harness, Metric.DEDUP_HORIZON))
              .as("subtask %d of %d", subtask, parallelism)
              .isEqualTo(parallelism == 2 && subtask == 0 ? TTL.toSeconds() : EPOCH / 1000);
          after.add(harness.snapshot(1, 1));
        }
      }
      states = after;
      before = parallelism;
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

  /** Lets ids come that lie in a subtask's lanes. */
  private static void add(
      KeyedOneInputStreamOperatorTestHarness<Integer, Transaction, Transaction> harness,
      int parallelism,
      int subtask,
      long from,
      long to)
      throws Exception {
    for (long number = from; number < to; number++) {
      if (Lanes.laneOf(id(number).idHigh()) * parallelism / 256 == subtask) {
        harness.processElement(id(number), 0);
      }
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

  private static void restore(
      KeyedOneInputStreamOperatorTestHarness<Integer, Transaction, Transaction> harness,
      List<OperatorSubtaskState> states,
      int before,
      int parallelism,
      int subtask)
      throws Exception {
    if (!states.isEmpty()) {
      harness.initializeState(
          AbstractStreamOperatorTestHarness.repartitionOperatorState(
              AbstractStreamOperatorTestHarness.repackageState(
                  states.toArray(new OperatorSubtaskState[0])),
              Topology.MAX_PARALLELISM,
              before,
              parallelism,
              subtask));
    }
  }

  private static long gauge(
      KeyedOneInputStreamOperatorTestHarness<Integer, Transaction, Transaction> harness,
      Metric metric) {
    KnownIds ids = ((DedupOperator) harness.getOneInputOperator()).ids();
    long now = harness.getProcessingTime();
    return switch (metric) {
      case DEDUP_COLD -> ids.heap().coldIds();
      case DEDUP_HEAP -> ids.heap().bytes();
      case DEDUP_HORIZON -> ids.horizonMillis(now) / 1000;
      default -> throw new IllegalArgumentException(metric.id());
    };
  }
}
