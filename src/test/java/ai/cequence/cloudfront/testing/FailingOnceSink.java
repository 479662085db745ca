package ai.cequence.cloudfront.testing;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Another sink that fails its job once, at a barrier behind the third checkpoint of two subtasks.
 */
public final class FailingOnceSink<T, StateT> implements Sink<T>, SupportsWriterState<T, StateT> {
  private static final long serialVersionUID = 1L;
  private static final AtomicInteger BARRIERS = new AtomicInteger();
  private static final AtomicBoolean FAILED = new AtomicBoolean();

  private final Sink<T> sink;

  /**
   * Decorates a sink.
   *
   * @param sink supports writer state
   */
  public <S extends Sink<T> & SupportsWriterState<T, StateT>> FailingOnceSink(S sink) {
    this.sink = sink;
  }

  public static void reset() {
    BARRIERS.set(0);
    FAILED.set(false);
  }

  public static boolean hasFailed() {
    return FAILED.get();
  }

  @Override
  public StatefulSinkWriter<T, StateT> createWriter(WriterInitContext context) throws IOException {
    return restoreWriter(context, List.of());
  }

  @Override
  public StatefulSinkWriter<T, StateT> restoreWriter(
      WriterInitContext context, Collection<StateT> state) throws IOException {
    return new FailingWriter<>(stateful().restoreWriter(context, state));
  }

  @Override
  public SimpleVersionedSerializer<StateT> getWriterStateSerializer() {
    return stateful().getWriterStateSerializer();
  }

  @SuppressWarnings("unchecked") // the constructor asks for it
  private SupportsWriterState<T, StateT> stateful() {
    return (SupportsWriterState<T, StateT>) sink;
  }

  private static final class FailingWriter<T, StateT> implements StatefulSinkWriter<T, StateT> {
    private final StatefulSinkWriter<T, StateT> writer;

    FailingWriter(StatefulSinkWriter<T, StateT> writer) {
      this.writer = writer;
    }

    @Override
    public void write(T element, Context context) throws IOException, InterruptedException {
      writer.write(element, context);
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
      if (!endOfInput && BARRIERS.incrementAndGet() > 6 && FAILED.compareAndSet(false, true)) {
        throw new IOException("A failure that the test injects");
      }
      writer.flush(endOfInput);
    }

    @Override
    public List<StateT> snapshotState(long checkpointId) throws IOException {
      return writer.snapshotState(checkpointId);
    }

    @Override
    public void close() throws Exception {
      writer.close();
    }
  }
}
