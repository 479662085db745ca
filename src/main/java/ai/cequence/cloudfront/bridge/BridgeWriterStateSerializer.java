package ai.cequence.cloudfront.bridge;

import ai.cequence.cloudfront.bridge.BridgeWriterState.Counts;
import ai.cequence.cloudfront.bridge.BridgeWriterState.Refused;
import ai.cequence.cloudfront.bridge.BridgeWriterState.Unconfirmed;
import ai.cequence.cloudfront.bridge.http.Delivery;
import ai.cequence.cloudfront.deadletter.RefusedTransaction;
import ai.cequence.cloudfront.transaction.TransactionBatch;
import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * The sink's state in a checkpoint. Version 1: a kind, then
 *
 * <ul>
 *   <li>1, unconfirmed: attempts (int), first failure (long), batch
 *   <li>2, refused: status (int), answer (UTF), batch
 *   <li>3, counts: text (UTF)
 * </ul>
 *
 * where a batch is its distribution (UTF), key (UTF), body (int, bytes) and starts (int, ints): it
 * comes back byte for byte.
 */
final class BridgeWriterStateSerializer implements SimpleVersionedSerializer<BridgeWriterState> {
  private static final int VERSION = 1;
  private static final int UNCONFIRMED = 1;
  private static final int REFUSED = 2;
  private static final int COUNTS = 3;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(BridgeWriterState state) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(1024);
    if (state instanceof Unconfirmed unconfirmed) {
      out.writeByte(UNCONFIRMED);
      out.writeInt(unconfirmed.delivery().attempts());
      out.writeLong(unconfirmed.delivery().firstFailureMillis());
      write(unconfirmed.delivery().batch(), out);
    } else if (state instanceof Refused refused) {
      out.writeByte(REFUSED);
      out.writeInt(refused.refused().status());
      out.writeUTF(refused.refused().answer());
      write(refused.refused().batch(), out);
    } else if (state instanceof Counts counts) {
      out.writeByte(COUNTS);
      out.writeUTF(counts.encoded());
    }
    return out.getCopyOfBuffer();
  }

  @Override
  public BridgeWriterState deserialize(int version, byte[] serialized) throws IOException {
    if (version != VERSION) {
      throw new IOException(
          "Expected version " + VERSION + " of the sink's state, found " + version);
    }
    DataInputDeserializer in = new DataInputDeserializer(serialized);
    int kind = in.readByte();
    switch (kind) {
      case UNCONFIRMED -> {
        int attempts = in.readInt();
        long firstFailure = in.readLong();
        return new Unconfirmed(new Delivery(readBatch(in), attempts, firstFailure));
      }
      case REFUSED -> {
        int status = in.readInt();
        String answer = in.readUTF();
        return new Refused(new RefusedTransaction(readBatch(in), status, answer));
      }
      case COUNTS -> {
        return new Counts(in.readUTF());
      }
      default ->
          throw new IOException("Expected a kind from 1 to 3 in the sink's state, found " + kind);
    }
  }

  private static void write(TransactionBatch batch, DataOutputSerializer out) throws IOException {
    out.writeUTF(batch.distribution());
    out.writeUTF(batch.idempotencyKey());
    out.writeInt(batch.body().length);
    out.write(batch.body());
    out.writeInt(batch.starts().length);
    for (int start : batch.starts()) {
      out.writeInt(start);
    }
  }

  private static TransactionBatch readBatch(DataInputDeserializer in) throws IOException {
    String distribution = in.readUTF();
    String key = in.readUTF();
    byte[] body = new byte[in.readInt()];
    in.readFully(body);
    int[] starts = new int[in.readInt()];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = in.readInt();
    }
    return new TransactionBatch(distribution, key, body, starts);
  }
}
