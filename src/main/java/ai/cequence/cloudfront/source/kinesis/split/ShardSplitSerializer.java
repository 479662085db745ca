package ai.cequence.cloudfront.source.kinesis.split;

import ai.cequence.cloudfront.source.kinesis.split.Position.After;
import ai.cequence.cloudfront.source.kinesis.split.Position.AtTimestamp;
import ai.cequence.cloudfront.source.kinesis.split.Position.TrimHorizon;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A split in a checkpoint. Version 1: stream, shard (UTF), number of parents (int), parents (UTF),
 * both ends of the hash range (UTF), position, read up to, retention (long), finished (boolean);
 * where a position is its kind (byte) and
 *
 * <ul>
 *   <li>0, trim horizon: nothing
 *   <li>1, timestamp: milliseconds since 1970 (long)
 *   <li>2, after a record: its sequence number (UTF)
 * </ul>
 */
public final class ShardSplitSerializer implements SimpleVersionedSerializer<ShardSplit> {
  private static final int VERSION = 1;

  private static final int TRIM_HORIZON = 0;
  private static final int AT_TIMESTAMP = 1;
  private static final int AFTER = 2;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(ShardSplit split) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(512);
    write(split, out);
    return out.getCopyOfBuffer();
  }

  @Override
  public ShardSplit deserialize(int version, byte[] serialized) throws IOException {
    if (version != VERSION) {
      throw new IOException("Expected version " + VERSION + " of a shard split, found " + version);
    }
    return read(new DataInputDeserializer(serialized));
  }

  /** Writes version 1. */
  public static void write(ShardSplit split, DataOutputView out) throws IOException {
    out.writeUTF(split.streamArn());
    out.writeUTF(split.shardId());
    out.writeInt(split.parents().size());
    for (String parent : split.parents()) {
      out.writeUTF(parent);
    }
    out.writeUTF(split.range().start());
    out.writeUTF(split.range().end());
    writePosition(split.position(), out);
    out.writeLong(split.readUpToMillis());
    out.writeLong(split.retentionMillis());
    out.writeBoolean(split.finished());
  }

  /** Reads version 1. */
  public static ShardSplit read(DataInputView in) throws IOException {
    String stream = in.readUTF();
    String shard = in.readUTF();
    int count = in.readInt();
    List<String> parents = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      parents.add(in.readUTF());
    }
    HashRange range = new HashRange(in.readUTF(), in.readUTF());
    Position position = readPosition(in);
    return new ShardSplit(
        stream,
        shard,
        List.copyOf(parents),
        range,
        position,
        in.readLong(),
        in.readLong(),
        in.readBoolean());
  }

  /** Writes a position. */
  public static void writePosition(Position position, DataOutputView out) throws IOException {
    if (position instanceof AtTimestamp timestamp) {
      out.writeByte(AT_TIMESTAMP);
      out.writeLong(timestamp.at().toEpochMilli());
    } else if (position instanceof After after) {
      out.writeByte(AFTER);
      out.writeUTF(after.sequenceNumber());
    } else {
      out.writeByte(TRIM_HORIZON);
    }
  }

  /** Reads a position. */
  public static Position readPosition(DataInputView in) throws IOException {
    int kind = in.readByte();
    return switch (kind) {
      case TRIM_HORIZON -> new TrimHorizon();
      case AT_TIMESTAMP -> new AtTimestamp(Instant.ofEpochMilli(in.readLong()));
      case AFTER -> new After(in.readUTF());
      default -> throw new IOException("Expected a position's kind from 0 to 2, found " + kind);
    };
  }
}
