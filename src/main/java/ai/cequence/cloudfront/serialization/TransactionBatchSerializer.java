package ai.cequence.cloudfront.serialization;

import ai.cequence.cloudfront.transaction.TransactionBatch;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes a {@link TransactionBatch} between operators. */
public final class TransactionBatchSerializer extends ElementSerializer<TransactionBatch> {
  private static final long serialVersionUID = 1L;

  @Override
  public void serialize(TransactionBatch batch, DataOutputView target) throws IOException {
    target.writeUTF(batch.distribution());
    target.writeUTF(batch.idempotencyKey());
    writeBytes(batch.body(), 0, batch.body().length, target);
    target.writeInt(batch.starts().length);
    for (int start : batch.starts()) {
      target.writeInt(start);
    }
  }

  @Override
  public TransactionBatch deserialize(DataInputView source) throws IOException {
    String distribution = source.readUTF();
    String idempotencyKey = source.readUTF();
    byte[] body = readBytes(source);
    int[] starts = new int[source.readInt()];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = source.readInt();
    }
    return new TransactionBatch(distribution, idempotencyKey, body, starts);
  }

  @Override
  public TypeSerializerSnapshot<TransactionBatch> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Holds nothing but the class name. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<TransactionBatch> {
    public Snapshot() {
      super(TransactionBatchSerializer::new);
    }
  }
}
