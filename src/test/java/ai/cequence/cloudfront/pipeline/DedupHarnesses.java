package ai.cequence.cloudfront.pipeline;

import ai.cequence.cloudfront.config.DedupSettings;
import ai.cequence.cloudfront.ledger.LedgerFolder;
import ai.cequence.cloudfront.serialization.Elements;
import ai.cequence.cloudfront.transaction.Transaction;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;

/** Subtasks of deduplication in Flink's harness. */
final class DedupHarnesses {
  private DedupHarnesses() {}

  /** One that is set up, and neither restored nor open. */
  static KeyedOneInputStreamOperatorTestHarness<Integer, Transaction, Transaction> of(
      DedupSettings settings, LedgerFolder ledger, int parallelism, int subtask) throws Exception {
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new DedupOperator(settings, ledger),
            new Lanes(),
            Types.INT,
            Topology.MAX_PARALLELISM,
            parallelism,
            subtask);
    harness.setup(Elements.TRANSACTION.createSerializer(null));
    return harness;
  }

  /**
   * Gives a subtask its part of a snapshot; nothing where there is none.
   *
   * @param states of all subtasks
   * @param before how many these were
   */
  static void restore(
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
}
