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
 * The sink's state in a checkpoint. Version 3: a kind, then
 *
 * <ul>
 *   <li>1, unconfirmed: since (long), attempts (int), first failure (long), batch
 *   <li>2, refused: since (long), status (int), answer (UTF), batch
 *   <li>3, counts: text (UTF)
 * </ul>
 *
 * where a batch is its distribution (UTF), key (UTF), the length of its body (int), the body as an
 * LZ4 block (int, bytes) and starts (int, ints): it comes back byte for byte. Version 2 had the
 * body as it is (int, bytes), version 1 no "since" either.
 */
final class BridgeWriterStateSerializer implements SimpleVersionedSerializer<BridgeWriterState> {
  private static final int VERSION = 3;
  private static final int WITH_PLAIN_BODIES = 2;
  private static final int WITHOUT_SINCE = 1;

  private static final int UNCONFIRMED = 1;
  private static final int REFUSED = 2;
  private static final int COUNTS = 3;

  /** Enough for all that surrounds a body, so that the buffer need not grow. */
  private static final int AROUND_BODY = 4096;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(BridgeWriterState state) throws IOException {
    if (state instanceof Unconfirmed unconfirmed) {
      TransactionBatch batch = unconfirmed.delivery().batch();
      DataOutputSerializer out = buffer(UNCONFIRMED, batch, unconfirmed.body());
      out.writeLong(unconfirmed.sinceMillis());
      out.writeInt(unconfirmed.delivery().attempts());
      out.writeLong(unconfirmed.delivery().firstFailureMillis());
      write(batch, unconfirmed.body(), out);
      return out.getCopyOfBuffer();
    }
    if (state instanceof Refused refused) {
      TransactionBatch batch = refused.refused().batch();
      DataOutputSerializer out = buffer(REFUSED, batch, refused.body());
      out.writeLong(refused.sinceMillis());
      out.writeInt(refused.refused().status());
      out.writeUTF(refused.refused().answer());
      write(batch, refused.body(), out);
      return out.getCopyOfBuffer();
    }
    DataOutputSerializer out = new DataOutputSerializer(AROUND_BODY);
    out.writeByte(COUNTS);
    out.writeUTF(((Counts) state).encoded());
    return out.getCopyOfBuffer();
  }

  @Override
  public BridgeWriterState deserialize(int version, byte[] serialized) throws IOException {
    if (version < WITHOUT_SINCE || version > VERSION) {
      throw new IOException(
          "Expected version 1 to " + VERSION + " of the sink's state, found " + version);
    }
    DataInputDeserializer in = new DataInputDeserializer(serialized);
    int kind = in.readByte();
    switch (kind) {
      case UNCONFIRMED -> {
        long since = version == WITHOUT_SINCE ? 0 : in.readLong();
        int attempts = in.readInt();
        long firstFailure = in.readLong();
        TransactionBatch batch = readBatch(version, in);
        return new Unconfirmed(new Delivery(batch, attempts, firstFailure), since);
      }
      case REFUSED -> {
        long since = version == WITHOUT_SINCE ? 0 : in.readLong();
        int status = in.readInt();
        String answer = in.readUTF();
        return new Refused(new RefusedTransaction(readBatch(version, in), status, answer), since);
      }
      case COUNTS -> {
        return new Counts(in.readUTF());
      }
      default ->
          throw new IOException("Expected a kind from 1 to 3 in the sink's state, found " + kind);
    }
  }

  private static DataOutputSerializer buffer(int kind, TransactionBatch batch, CompressedBody body)
      throws IOException {
    int bytes = body.block().length + Integer.BYTES * batch.starts().length + AROUND_BODY;
    DataOutputSerializer out = new DataOutputSerializer(bytes);
    out.writeByte(kind);
    return out;
  }

  private static void write(TransactionBatch batch, CompressedBody body, DataOutputSerializer out)
      throws IOException {
    out.writeUTF(batch.distribution());
    out.writeUTF(batch.idempotencyKey());
    out.writeInt(batch.body().length);
    out.writeInt(body.block().length);
    out.write(body.block());
    out.writeInt(batch.starts().length);
    for (int start : batch.starts()) {
      out.writeInt(start);
    }
  }

  private static TransactionBatch readBatch(int version, DataInputDeserializer in)
      throws IOException {
    String distribution = in.readUTF();
    String key = in.readUTF();
    int length = in.readInt();
    byte[] body =
        version <= WITH_PLAIN_BODIES
            ? readBytes(length, in)
            : CompressedBody.decompress(readBytes(in.readInt(), in), length);
    int[] starts = new int[in.readInt()];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = in.readInt();
    }
    return new TransactionBatch(distribution, key, body, starts);
  }

  private static byte[] readBytes(int length, DataInputDeserializer in) throws IOException {
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }
}
