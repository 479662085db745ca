package ai.cequence.cloudfront.deadletter;

import ai.cequence.cloudfront.config.DeadLetterSettings;
import ai.cequence.cloudfront.gate.Gate;
import ai.cequence.cloudfront.parse.Rejection;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Rejected lines to dead letters. A checkpoint holds the lines that are not durable yet, so it
 * never waits for the file system; the end of input does.
 */
public final class DeadLetterSink
    implements Sink<Rejection>, SupportsWriterState<Rejection, Rejection> {
  private static final long serialVersionUID = 1L;

  private final DeadLetterSettings settings;

  public DeadLetterSink(DeadLetterSettings settings) {
    this.settings = settings;
  }

  @Override
  public DeadLetterWriter createWriter(WriterInitContext context) {
    return restoreWriter(context, List.of());
  }

  @Override
  public DeadLetterWriter restoreWriter(
      WriterInitContext context, Collection<Rejection> unwritten) {
    DeadLetterWriter writer =
        new DeadLetterWriter(new DeadLetters(settings.path(), Clock.systemUTC(), Gate.ofProcess()));
    unwritten.forEach(writer::add);
    return writer;
  }

  @Override
  public SimpleVersionedSerializer<Rejection> getWriterStateSerializer() {
    return new RejectionStateSerializer();
  }

  /** One subtask of {@link DeadLetterSink}. */
  static final class DeadLetterWriter implements StatefulSinkWriter<Rejection, Rejection> {
    private final DeadLetters deadLetters;
    private final Unwritten<Rejection> unwritten = new Unwritten<>();

    DeadLetterWriter(DeadLetters deadLetters) {
      this.deadLetters = deadLetters;
    }

    @Override
    public void write(Rejection rejection, Context context) {
      add(rejection);
    }

    void add(Rejection rejection) {
      unwritten.add(rejection, deadLetters.add(rejection));
    }

    @Override
    public void flush(boolean endOfInput) throws InterruptedException {
      deadLetters.roll();
      if (endOfInput) {
        unwritten.await();
      }
    }

    @Override
    public List<Rejection> snapshotState(long checkpointId) {
      return unwritten.all();
    }

    @Override
    public void close() {
      deadLetters.close();
    }
  }
}
