package ai.cequence.cloudfront.deadletter;

import ai.cequence.cloudfront.parse.RejectReason;
import ai.cequence.cloudfront.parse.Rejection;
import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * A rejected line in a checkpoint. Version 1: reason (word), detail, origin, number of bytes,
 * bytes.
 */
final class RejectionStateSerializer implements SimpleVersionedSerializer<Rejection> {
  private static final int VERSION = 1;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(Rejection rejection) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(256 + rejection.record().length);
    out.writeUTF(rejection.reason().word());
    out.writeUTF(rejection.detail());
    out.writeUTF(rejection.origin());
    out.writeInt(rejection.record().length);
    out.write(rejection.record());
    return out.getCopyOfBuffer();
  }

  @Override
  public Rejection deserialize(int version, byte[] serialized) throws IOException {
    if (version != VERSION) {
      throw new IOException("Expected version " + VERSION + " of rejected lines, found " + version);
    }
    DataInputDeserializer in = new DataInputDeserializer(serialized);
    RejectReason reason = reason(in.readUTF());
    String detail = in.readUTF();
    String origin = in.readUTF();
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new Rejection(reason, detail, origin, bytes);
  }

  private static RejectReason reason(String word) throws IOException {
    for (RejectReason reason : RejectReason.values()) {
      if (reason.word().equals(word)) {
        return reason;
      }
    }
    throw new IOException("Expected a known reason of rejection, found " + word);
  }
}
