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
 */
@SuppressWarnings("try") // Flink's own close() throws
final class GatedReader<T, SplitT extends SourceSplit> implements SourceReader<T, SplitT> {
  private static final long LOOK_MILLIS = 50;

  /**
   * Longer than a record needs from here to the window, so that nothing on its way is overlooked.
   */
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final SourceReader<T, SplitT> reader;
  private final Gate gate;

  private boolean ending;
  private boolean ended;
  private long quietSince;
  private CompletableFuture<Void> nextLook = CompletableFuture.completedFuture(null);

  GatedReader(SourceReader<T, SplitT> reader, Gate gate) {
    this.reader = reader;
    this.gate = gate;
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
    if (status != InputStatus.END_OF_INPUT) {
      return status;
    }
    ending = true;
    gate.enterEnding();
    quietSince = System.nanoTime();
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
    long now = System.nanoTime();
    if (!gate.drained()) {
      quietSince = now;
    } else if (now - quietSince >= QUIET_NANOS) {
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
