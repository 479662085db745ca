package ai.cequence.cloudfront.pipeline;

import ai.cequence.cloudfront.gate.Gate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.InputStatus;

/**
 * A reader that pauses while the gate is closed, and at its end waits until all that was read is
 * delivered: Flink takes no barrier while a sink waits in its last flush, but it does while a
 * source has nothing to say.
 *
 * <p>What is on its way to the sinks, and sinks that are not restored yet, no gate knows of. So the
 * reader first waits for a checkpoint that began behind its last record: once that is complete,
 * every sink is there and has what was read, or has delivered it.
 */
@SuppressWarnings("try") // Flink's own close() throws
final class GatedReader<T, SplitT extends SourceSplit> implements SourceReader<T, SplitT> {
  private static final long LOOK_MILLIS = 50;
  private static final long NONE = -1;

  private final SourceReader<T, SplitT> reader;
  private final Gate gate;
  private final boolean checkpointed;

  private boolean ending;
  private boolean ended;
  private long firstCheckpointBehind = NONE;
  private boolean arrived;
  private CompletableFuture<Void> nextLook = CompletableFuture.completedFuture(null);

  /**
   * @param checkpointed whether the job has checkpoints; without, there is nothing that an end
   *     could hold up, and it is passed on at once
   */
  GatedReader(SourceReader<T, SplitT> reader, Gate gate, boolean checkpointed) {
    this.reader = reader;
    this.gate = gate;
    this.checkpointed = checkpointed;
  }

  @Override
  public void start() {
    reader.start();
  }

  @Override
  public InputStatus pollNext(ReaderOutput<T> output) throws Exception {
    if (ending) {
      return end();
    }
    if (!gate.isOpen()) {
      return InputStatus.NOTHING_AVAILABLE;
    }
    InputStatus status = reader.pollNext(output);
    if (status != InputStatus.END_OF_INPUT || !checkpointed) {
      return status;
    }
    ending = true;
    gate.enterEnding();
    return end();
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    if (ending) {
      return nextLook;
    }
    return gate.isOpen() ? reader.isAvailable() : gate.opened();
  }

  private InputStatus end() {
    if (arrived && gate.drained()) {
      leaveEnding();
      return InputStatus.END_OF_INPUT;
    }
    nextLook =
        CompletableFuture.runAsync(
            () -> {}, CompletableFuture.delayedExecutor(LOOK_MILLIS, TimeUnit.MILLISECONDS));
    return InputStatus.NOTHING_AVAILABLE;
  }

  private void leaveEnding() {
    if (ending && !ended) {
      ended = true;
      gate.leaveEnding();
    }
  }

  @Override
  public List<SplitT> snapshotState(long checkpointId) {
    if (ending && firstCheckpointBehind == NONE) {
      firstCheckpointBehind = checkpointId;
    }
    return reader.snapshotState(checkpointId);
  }

  @Override
  public void addSplits(List<SplitT> splits) {
    reader.addSplits(splits);
  }

  @Override
  public void notifyNoMoreSplits() {
    reader.notifyNoMoreSplits();
  }

  @Override
  public void handleSourceEvents(SourceEvent event) {
    reader.handleSourceEvents(event);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    arrived |= firstCheckpointBehind != NONE && checkpointId >= firstCheckpointBehind;
    reader.notifyCheckpointComplete(checkpointId);
  }

  @Override
  public void notifyCheckpointAborted(long checkpointId) throws Exception {
    reader.notifyCheckpointAborted(checkpointId);
  }

  @Override
  public void pauseOrResumeSplits(
      java.util.Collection<String> splitsToPause, java.util.Collection<String> splitsToResume) {
    reader.pauseOrResumeSplits(splitsToPause, splitsToResume);
  }

  @Override
  public void close() throws Exception {
    leaveEnding();
    reader.close();
  }
}
