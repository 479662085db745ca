package ai.cequence.cloudfront.serialization;

import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.parse.RejectReason;
import ai.cequence.cloudfront.transaction.LogSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes a {@link LogChunk} between operators. */
public final class LogChunkSerializer extends ElementSerializer<LogChunk> {
  private static final long serialVersionUID = 1L;
  private static final LogSource[] SOURCES = LogSource.values();
  private static final RejectReason[] REASONS = RejectReason.values();

  @Override
  public void serialize(LogChunk chunk, DataOutputView target) throws IOException {
    target.writeByte(chunk.source().ordinal());
    target.writeUTF(chunk.origin());
    target.writeLong(chunk.firstLine());
    writeBytes(chunk.bytes(), chunk.start(), chunk.length(), target);
    target.writeBoolean(chunk.fields() != null);
    if (chunk.fields() != null) {
      // Not as UTF, which ends at 64 KiB: a line with names may be as long as any other.
      byte[] fields = chunk.fields().getBytes(StandardCharsets.UTF_8);
      writeBytes(fields, 0, fields.length, target);
    }
    LogChunk.Failure failure = chunk.failure();
    target.writeBoolean(failure != null);
    if (failure != null) {
      target.writeByte(failure.reason().ordinal());
      target.writeUTF(failure.detail());
    }
  }

  @Override
  public LogChunk deserialize(DataInputView source) throws IOException {
    LogSource logSource = SOURCES[source.readByte()];
    String origin = source.readUTF();
    long firstLine = source.readLong();
    byte[] bytes = readBytes(source);
    String fields =
        source.readBoolean() ? new String(readBytes(source), StandardCharsets.UTF_8) : null;
    LogChunk.Failure failure =
        source.readBoolean()
            ? new LogChunk.Failure(REASONS[source.readByte()], source.readUTF())
            : null;
    return new LogChunk(logSource, origin, firstLine, fields, bytes, 0, bytes.length, failure);
  }

  @Override
  public TypeSerializerSnapshot<LogChunk> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Holds nothing but the class name. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<LogChunk> {
    public Snapshot() {
      super(LogChunkSerializer::new);
    }
  }
}
