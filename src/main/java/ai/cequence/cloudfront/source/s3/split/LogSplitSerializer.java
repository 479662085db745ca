package ai.cequence.cloudfront.source.s3.split;

import ai.cequence.cloudfront.source.s3.ObjectPosition;
import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Splits in checkpoints, and on their way to a reader. */
public final class LogSplitSerializer implements SimpleVersionedSerializer<LogSplit> {
  private static final int VERSION = 1;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(LogSplit split) throws IOException {
    StateOutput out = new StateOutput();
    write(split, out);
    return out.getCopyOfBuffer();
  }

  @Override
  public LogSplit deserialize(int version, byte[] serialized) throws IOException {
    if (version != VERSION) {
      throw new IOException(
          "Expected a split of version " + VERSION + ", found " + version + ": not restored");
    }
    return read(new StateInput(serialized));
  }

  /** Writes a split as a part of something larger. */
  public static void write(LogSplit split, StateOutput out) throws IOException {
    out.writeId(split.id());
    out.writeLong(split.hour());
    out.writeLong(split.arrived());
    out.writeBoolean(split.read());
    if (split.read()) {
      return;
    }
    out.writeText(split.location());
    out.writeLong(split.length());
    ObjectPosition position = split.position();
    out.writeLong(position.offset());
    out.writeLong(position.within());
    out.writeLong(position.decompressed());
    out.writeLong(position.line());
    out.writeText(position.fields());
    out.writeBoolean(position.skipping());
  }

  /** Reads what {@link #write} wrote. */
  public static LogSplit read(StateInput in) throws IOException {
    ObjectId id = in.readId();
    long hour = in.readLong();
    long arrived = in.readLong();
    if (in.readBoolean()) {
      return new LogSplit(id, "", 0, hour, arrived, ObjectPosition.START, true);
    }
    return new LogSplit(
        id,
        in.readText(),
        in.readLong(),
        hour,
        arrived,
        new ObjectPosition(
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readTextOrNull(),
            in.readBoolean()),
        false);
  }
}
