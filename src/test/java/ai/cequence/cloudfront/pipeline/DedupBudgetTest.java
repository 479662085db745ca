package ai.cequence.cloudfront.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.metrics.Metric;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

/** What becomes of ids for which the heap has no room. */
class DedupBudgetTest extends DedupOperatorTestBase {
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
          DedupHarnesses.restore(harness, states, before, parallelism, subtask);
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
    states = restored(states, 1, 2, EPOCH / 1000);
    states = restored(states, 2, 3, EPOCH / 1000);
    states = restored(states, 3, 1, EPOCH / 1000);
    assertThat(states).hasSize(1);
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
      DedupHarnesses.restore(harness, two, 2, 1, 0);
      harness.open();
      add(harness, 2, 0, 0, 300_000);
      assertThat(harness.extractOutputValues()).as("forgotten by the restore").isEmpty();
      add(harness, 1, 0, 300_000, 450_000);
      assertThat(gauge(harness, Metric.DEDUP_HORIZON)).isEqualTo(EPOCH / 1000);
      one = harness.snapshot(1, 1);
    }
    try (var harness = harness(2, 0, 1_000_000_000)) {
      harness.setProcessingTime(4 * EPOCH);
      DedupHarnesses.restore(harness, List.of(one), 1, 2, 0);
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
    List<OperatorSubtaskState> one = restored(states, 2, 1, EPOCH / 1000);
    assertThat(restored(one, 1, 2, TTL.toSeconds(), EPOCH / 1000)).hasSize(2);
  }

  /**
   * Restores at another parallelism, and tells each subtask's state from there.
   *
   * @param horizons expected of the first subtasks, in seconds; the last of them of all others too
   */
  private List<OperatorSubtaskState> restored(
      List<OperatorSubtaskState> states, int before, int parallelism, long... horizons)
      throws Exception {
    List<OperatorSubtaskState> after = new ArrayList<>();
    for (int subtask = 0; subtask < parallelism; subtask++) {
      try (var harness = harness(parallelism, subtask, 1_000_000_000)) {
        harness.setProcessingTime(4 * EPOCH);
        DedupHarnesses.restore(harness, states, before, parallelism, subtask);
        harness.open();
        assertThat(gauge(harness, Metric.DEDUP_HORIZON))
            .as("subtask %d of %d", subtask, parallelism)
            .isEqualTo(horizons[Math.min(subtask, horizons.length - 1)]);
        after.add(harness.snapshot(1, 1));
      }
    }
    return after;
  }
}
