package ai.cequence.cloudfront.serialization;

import ai.cequence.cloudfront.transaction.LogSource;
import ai.cequence.cloudfront.transaction.Transaction;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes a {@link Transaction} between operators. */
public final class TransactionSerializer extends ElementSerializer<Transaction> {
  private static final long serialVersionUID = 1L;
  private static final LogSource[] SOURCES = LogSource.values();

  @Override
  public void serialize(Transaction transaction, DataOutputView target) throws IOException {
    target.writeLong(transaction.timestampMillis());
    target.writeLong(transaction.idHigh());
    target.writeLong(transaction.idLow());
    target.writeUTF(transaction.distribution());
    target.writeByte(transaction.source().ordinal());
    writeBytes(transaction.json(), 0, transaction.json().length, target);
  }

  @Override
  public Transaction deserialize(DataInputView source) throws IOException {
    return new Transaction(
        source.readLong(),
        source.readLong(),
        source.readLong(),
        source.readUTF(),
        SOURCES[source.readByte()],
        readBytes(source));
  }

  @Override
  public TypeSerializerSnapshot<Transaction> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Holds nothing but the class name. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Transaction> {
    public Snapshot() {
      super(TransactionSerializer::new);
    }
  }
}
