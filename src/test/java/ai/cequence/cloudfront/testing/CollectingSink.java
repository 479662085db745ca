package ai.cequence.cloudfront.testing;

import ai.cequence.cloudfront.transaction.TransactionBatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Another sink, which sees on the way which ids come to it, exactly once: what was seen is part of
 * its state, so a failure takes back what came after the last checkpoint, and other subtasks go on
 * from it after a rescale.
 */
public final class CollectingSink<StateT>
    implements Sink<TransactionBatch>, SupportsWriterState<TransactionBatch, CollectingSink.Kept> {
  private static final long serialVersionUID = 1L;
  private static final Map<Integer, List<String>> SEEN = new ConcurrentHashMap<>();

  private final Sink<TransactionBatch> sink;

  /** State of the other sink's writer, or else ids that came. */
  public record Kept(byte @Nullable [] inner, List<String> ids) {}

  /**
   * Decorates a sink.
   *
   * @param sink supports writer state
   */
  public <S extends Sink<TransactionBatch> & SupportsWriterState<TransactionBatch, StateT>>
      CollectingSink(S sink) {
    this.sink = sink;
  }

  public static void reset() {
    SEEN.clear();
  }

  /** All ids of the writers that run or ran last, one for each time it came. */
  public static List<String> ids() {
    return SEEN.values().stream().flatMap(ids -> List.copyOf(ids).stream()).toList();
  }

  @Override
  public StatefulSinkWriter<TransactionBatch, Kept> createWriter(WriterInitContext context)
      throws IOException {
    return restoreWriter(context, List.of());
  }

  @Override
  public StatefulSinkWriter<TransactionBatch, Kept> restoreWriter(
      WriterInitContext context, Collection<Kept> state) throws IOException {
    List<String> ids = new ArrayList<>();
    List<StateT> inner = new ArrayList<>();
    SimpleVersionedSerializer<StateT> serializer = stateful().getWriterStateSerializer();
    for (Kept kept : state) {
      if (kept.inner != null) {
        inner.add(serializer.deserialize(serializer.getVersion(), kept.inner));
      }
      ids.addAll(kept.ids);
    }
    SEEN.put(context.getTaskInfo().getIndexOfThisSubtask(), ids);
    return new CollectingWriter<>(stateful().restoreWriter(context, inner), serializer, ids);
  }

  @Override
  public SimpleVersionedSerializer<Kept> getWriterStateSerializer() {
    return new KeptSerializer();
  }

  @SuppressWarnings("unchecked") // the constructor asks for it
  private SupportsWriterState<TransactionBatch, StateT> stateful() {
    return (SupportsWriterState<TransactionBatch, StateT>) sink;
  }

  private record CollectingWriter<StateT>(
      StatefulSinkWriter<TransactionBatch, StateT> writer,
      SimpleVersionedSerializer<StateT> serializer,
      List<String> ids)
      implements StatefulSinkWriter<TransactionBatch, Kept> {
    @Override
    public void write(TransactionBatch batch, Context context)
        throws IOException, InterruptedException {
      for (int i = 0; i < batch.size(); i++) {
        ids.add(batch.id(i));
      }
      writer.write(batch, context);
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
      writer.flush(endOfInput);
    }

    @Override
    public List<Kept> snapshotState(long checkpointId) throws IOException {
      List<Kept> state = new ArrayList<>();
      state.add(new Kept(null, List.copyOf(ids)));
      for (StateT inner : writer.snapshotState(checkpointId)) {
        state.add(new Kept(serializer.serialize(inner), List.of()));
      }
      return state;
    }

    @Override
    public void close() throws Exception {
      writer.close();
    }
  }

  private static final class KeptSerializer implements SimpleVersionedSerializer<Kept> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(Kept kept) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeBoolean(kept.inner != null);
      if (kept.inner != null) {
        out.write(kept.inner);
        return bytes.toByteArray();
      }
      out.writeInt(kept.ids.size());
      for (String id : kept.ids) {
        out.writeUTF(id);
      }
      return bytes.toByteArray();
    }

    @Override
    public Kept deserialize(int version, byte[] serialized) throws IOException {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized));
      if (in.readBoolean()) {
        return new Kept(in.readAllBytes(), List.of());
      }
      List<String> ids = new ArrayList<>();
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        ids.add(in.readUTF());
      }
      return new Kept(null, ids);
    }
  }
}
