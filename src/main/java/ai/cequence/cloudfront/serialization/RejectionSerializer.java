package ai.cequence.cloudfront.serialization;

import ai.cequence.cloudfront.parse.RejectReason;
import ai.cequence.cloudfront.parse.Rejection;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes a {@link Rejection} between operators. */
public final class RejectionSerializer extends ElementSerializer<Rejection> {
  private static final long serialVersionUID = 1L;
  private static final RejectReason[] REASONS = RejectReason.values();

  @Override
  public void serialize(Rejection rejection, DataOutputView target) throws IOException {
    target.writeByte(rejection.reason().ordinal());
    target.writeUTF(rejection.detail());
    target.writeUTF(rejection.origin());
    writeBytes(rejection.record(), 0, rejection.record().length, target);
  }

  @Override
  public Rejection deserialize(DataInputView source) throws IOException {
    return new Rejection(
        REASONS[source.readByte()], source.readUTF(), source.readUTF(), readBytes(source));
  }

  @Override
  public TypeSerializerSnapshot<Rejection> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Holds nothing but the class name. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Rejection> {
    public Snapshot() {
      super(RejectionSerializer::new);
    }
  }
}
