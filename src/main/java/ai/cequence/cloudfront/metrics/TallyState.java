package ai.cequence.cloudfront.metrics;

import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeutils.base.StringSerializer;

/** A {@link RunCounts.Tally} kept in an operator's list state, one element a subtask. */
public final class TallyState {
  private final RunCounts.Tally tally;
  private final ListState<String> state;

  private final boolean ofThisProcess;

  private TallyState(RunCounts.Tally tally, ListState<String> state, boolean ofThisProcess) {
    this.tally = tally;
    this.state = state;
    this.ofThisProcess = ofThisProcess;
  }

  /**
   * The tally of an operator's subtask, with what a checkpoint of this process held.
   *
   * @param operator the operator's uid
   */
  public static TallyState restore(String operator, int subtask, OperatorStateStore store)
      throws Exception {
    ListState<String> state =
        store.getListState(new ListStateDescriptor<>("run-counts", StringSerializer.INSTANCE));
    RunCounts.Tally tally = RunCounts.ofProcess().tally(operator, subtask);
    boolean ofThisProcess = false;
    for (String encoded : state.get()) {
      RunCounts.Snapshot snapshot = RunCounts.Snapshot.decode(encoded);
      tally.restore(snapshot);
      ofThisProcess |= RunCounts.ofProcess().wrote(snapshot);
    }
    return new TallyState(tally, state, ofThisProcess);
  }

  /** Whether this process wrote what was restored, so that all of it is counted already. */
  public boolean isOfThisProcess() {
    return ofThisProcess;
  }

  public RunCounts.Tally tally() {
    return tally;
  }

  /** Puts the counts of now into the checkpoint. */
  public void snapshot() throws Exception {
    state.update(List.of(tally.snapshot().encode()));
  }
}
