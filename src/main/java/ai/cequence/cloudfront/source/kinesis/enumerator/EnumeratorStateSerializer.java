package ai.cequence.cloudfront.source.kinesis.enumerator;

import ai.cequence.cloudfront.source.kinesis.enumerator.EnumeratorState.Known;
import ai.cequence.cloudfront.source.kinesis.enumerator.EnumeratorState.Status;
import ai.cequence.cloudfront.source.kinesis.split.Position;
import ai.cequence.cloudfront.source.kinesis.split.ShardSplitSerializer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * The enumerator's state in a checkpoint. Version 1: number of streams (int), each with ARN (UTF),
 * initial position, creation, retention (long), whether a consumer is owned (boolean) and its ARN
 * (UTF); then number of shards (int), each with status (byte) and split (version 1).
 */
public final class EnumeratorStateSerializer implements SimpleVersionedSerializer<EnumeratorState> {
  private static final int VERSION = 1;
  private static final Status[] STATUSES = Status.values();

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(EnumeratorState state) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(4096);
    out.writeInt(state.streams().size());
    for (Map.Entry<String, StreamState> entry : state.streams().entrySet()) {
      StreamState stream = entry.getValue();
      out.writeUTF(entry.getKey());
      ShardSplitSerializer.writePosition(stream.initial(), out);
      out.writeLong(stream.createdMillis());
      out.writeLong(stream.retentionMillis());
      String consumer = stream.ownedConsumerArn();
      out.writeBoolean(consumer != null);
      if (consumer != null) {
        out.writeUTF(consumer);
      }
    }
    out.writeInt(state.shards().size());
    for (Known known : state.shards()) {
      out.writeByte(known.status().ordinal());
      ShardSplitSerializer.write(known.split(), out);
    }
    return out.getCopyOfBuffer();
  }

  @Override
  public EnumeratorState deserialize(int version, byte[] serialized) throws IOException {
    if (version != VERSION) {
      throw new IOException(
          "Expected version " + VERSION + " of the shard enumerator's state, found " + version);
    }
    DataInputDeserializer in = new DataInputDeserializer(serialized);
    Map<String, StreamState> streams = new LinkedHashMap<>();
    int streamCount = in.readInt();
    for (int i = 0; i < streamCount; i++) {
      String arn = in.readUTF();
      Position initial = ShardSplitSerializer.readPosition(in);
      long created = in.readLong();
      long retention = in.readLong();
      String consumer = in.readBoolean() ? in.readUTF() : null;
      streams.put(arn, new StreamState(initial, created, retention, consumer));
    }
    List<Known> shards = new ArrayList<>();
    int shardCount = in.readInt();
    for (int i = 0; i < shardCount; i++) {
      Status status = STATUSES[in.readByte()];
      shards.add(new Known(ShardSplitSerializer.read(in), status));
    }
    return new EnumeratorState(streams, shards);
  }
}
