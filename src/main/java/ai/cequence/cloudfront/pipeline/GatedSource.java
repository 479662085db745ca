package ai.cequence.cloudfront.pipeline;

import ai.cequence.cloudfront.gate.Gate;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SupportsSplitReassignmentOnRecovery;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** A source whose readers obey the {@link Gate} of their process. */
class GatedSource<T, SplitT extends SourceSplit, StateT> implements Source<T, SplitT, StateT> {
  private static final long serialVersionUID = 1L;

  private final Source<T, SplitT, StateT> source;
  private final boolean checkpointed;

  private GatedSource(Source<T, SplitT, StateT> source, boolean checkpointed) {
    this.source = source;
    this.checkpointed = checkpointed;
  }

  /**
   * Decorates a source, which keeps its way of recovering.
   *
   * @param checkpointed whether the job has checkpoints
   */
  static <T, SplitT extends SourceSplit, StateT> GatedSource<T, SplitT, StateT> of(
      Source<T, SplitT, StateT> source, boolean checkpointed) {
    return source instanceof SupportsSplitReassignmentOnRecovery
        ? new Reassigning<>(source, checkpointed)
        : new GatedSource<>(source, checkpointed);
  }

  /** Flink looks for the interface on the source that it is given. */
  private static final class Reassigning<T, SplitT extends SourceSplit, StateT>
      extends GatedSource<T, SplitT, StateT> implements SupportsSplitReassignmentOnRecovery {
    private static final long serialVersionUID = 1L;

    private Reassigning(Source<T, SplitT, StateT> source, boolean checkpointed) {
      super(source, checkpointed);
    }
  }

  @Override
  public Boundedness getBoundedness() {
    return source.getBoundedness();
  }

  @Override
  public SourceReader<T, SplitT> createReader(SourceReaderContext context) throws Exception {
    return new GatedReader<>(source.createReader(context), Gate.ofProcess(), checkpointed);
  }

  @Override
  public SplitEnumerator<SplitT, StateT> createEnumerator(SplitEnumeratorContext<SplitT> context)
      throws Exception {
    return source.createEnumerator(context);
  }

  @Override
  public SplitEnumerator<SplitT, StateT> restoreEnumerator(
      SplitEnumeratorContext<SplitT> context, StateT checkpoint) throws Exception {
    return source.restoreEnumerator(context, checkpoint);
  }

  @Override
  public SimpleVersionedSerializer<SplitT> getSplitSerializer() {
    return source.getSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<StateT> getEnumeratorCheckpointSerializer() {
    return source.getEnumeratorCheckpointSerializer();
  }
}
