package ai.cequence.cloudfront.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.gate.Gate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.testutils.source.reader.TestingReaderOutput;
import org.apache.flink.core.io.InputStatus;
import org.junit.jupiter.api.Test;

class GatedReaderTest {
  private final Gate gate = new Gate();
  private final Gate.Meter meter = gate.register(100);
  private final FakeReader fake = new FakeReader();
  private final GatedReader<String, FileSourceSplit> reader = new GatedReader<>(fake, gate, true);
  private final TestingReaderOutput<String> output = new TestingReaderOutput<>();

  @Test
  void readsNothingWhileTheGateIsClosed() throws Exception {
    meter.set(50);
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    CompletableFuture<Void> available = reader.isAvailable();
    assertThat(available).isNotDone();
    assertThat(output.getEmittedRecords()).isEmpty();

    meter.set(0);

    assertThat(available).isDone();
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.MORE_AVAILABLE);
    assertThat(output.getEmittedRecords()).containsExactly("record");
  }

  @Test
  void withholdsTheEndUntilAllIsDelivered() throws Exception {
    fake.status = InputStatus.END_OF_INPUT;
    meter.set(1);
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    assertThat(gate.inputEnding()).isTrue();
    reader.snapshotState(4);
    reader.notifyCheckpointComplete(4);
    for (int i = 0; i < 15; i++) {
      reader.isAvailable().get();
      assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    }

    meter.set(0);

    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.END_OF_INPUT);
    assertThat(gate.inputEnding()).isFalse();
  }

  @Test
  void withholdsTheEndUntilACheckpointBehindItIsComplete() throws Exception {
    reader.pollNext(output);
    reader.snapshotState(4);
    fake.status = InputStatus.END_OF_INPUT;
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    reader.notifyCheckpointComplete(4);
    assertThat(reader.pollNext(output))
        .as("the one that began before the last record")
        .isEqualTo(InputStatus.NOTHING_AVAILABLE);
    reader.snapshotState(5);
    reader.notifyCheckpointAborted(5);
    reader.snapshotState(6);
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);

    reader.notifyCheckpointComplete(6);

    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.END_OF_INPUT);
  }

  @Test
  void withoutCheckpointsTheEndIsPassedOnAtOnce() throws Exception {
    fake.status = InputStatus.END_OF_INPUT;
    meter.set(1);
    GatedReader<String, FileSourceSplit> unprotected = new GatedReader<>(fake, gate, false);
    assertThat(unprotected.pollNext(output)).isEqualTo(InputStatus.END_OF_INPUT);
    assertThat(gate.inputEnding()).isFalse();
  }

  @Test
  void aReaderThatIsClosedEndsNoInput() throws Exception {
    fake.status = InputStatus.END_OF_INPUT;
    reader.pollNext(output);
    reader.close();
    assertThat(gate.inputEnding()).isFalse();
  }

  private static final class FakeReader implements SourceReader<String, FileSourceSplit> {
    private InputStatus status = InputStatus.MORE_AVAILABLE;

    @Override
    public void start() {}

    @Override
    public InputStatus pollNext(ReaderOutput<String> output) {
      output.collect("record");
      return status;
    }

    @Override
    public List<FileSourceSplit> snapshotState(long checkpointId) {
      return List.of();
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void addSplits(List<FileSourceSplit> splits) {}

    @Override
    public void notifyNoMoreSplits() {}

    @Override
    public void close() {}
  }
}
