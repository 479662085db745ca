package ai.cequence.cloudfront.source.s3.discovery;

import ai.cequence.cloudfront.source.s3.discovery.UnreadObjects.Times;
import ai.cequence.cloudfront.source.s3.split.LogSplit;
import ai.cequence.cloudfront.source.s3.split.LogSplitSerializer;
import ai.cequence.cloudfront.source.s3.split.ObjectId;
import ai.cequence.cloudfront.source.s3.split.StateInput;
import ai.cequence.cloudfront.source.s3.split.StateOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;

/** Discovery's state in checkpoints: each of them holds all of it. */
public final class DiscoveryStateSerializer implements SimpleVersionedSerializer<DiscoveryState> {
  /** Without messages. */
  private static final int LISTINGS_ALONE = 1;

  private static final int VERSION = 2;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(DiscoveryState state) throws IOException {
    StateOutput out = new StateOutput();
    out.writeInt(state.folders().size());
    for (FolderState folder : state.folders()) {
      write(folder, out);
    }
    out.writeInt(state.waiting().size());
    for (LogSplit split : state.waiting()) {
      LogSplitSerializer.write(split, out);
    }
    out.writeInt(state.assigned().size());
    for (Map.Entry<ObjectId, Times> object : state.assigned().entrySet()) {
      out.writeId(object.getKey());
      out.writeLong(object.getValue().hour());
      out.writeLong(object.getValue().arrived());
    }
    out.writeInt(state.messages().size());
    for (HeldMessage message : state.messages()) {
      out.writeText(message.id());
      out.writeText(message.receipt());
      out.writeInt(message.unread().size());
      for (ObjectId object : message.unread()) {
        out.writeId(object);
      }
    }
    return out.getCopyOfBuffer();
  }

  @Override
  public DiscoveryState deserialize(int version, byte[] serialized) throws IOException {
    if (version < LISTINGS_ALONE || version > VERSION) {
      throw new IOException(
          "Expected discovery's state of version 1 to "
              + VERSION
              + ", found "
              + version
              + ": restore with the version of the job that wrote it");
    }
    StateInput in = new StateInput(serialized);
    List<FolderState> folders = new ArrayList<>();
    for (int i = in.readInt(); i > 0; i--) {
      folders.add(readFolder(in));
    }
    List<LogSplit> waiting = new ArrayList<>();
    for (int i = in.readInt(); i > 0; i--) {
      waiting.add(LogSplitSerializer.read(in));
    }
    Map<ObjectId, Times> assigned = new HashMap<>();
    for (int i = in.readInt(); i > 0; i--) {
      assigned.put(in.readId(), new Times(in.readLong(), in.readLong()));
    }
    return new DiscoveryState(
        folders, waiting, assigned, version == LISTINGS_ALONE ? List.of() : readMessages(in));
  }

  private static List<HeldMessage> readMessages(StateInput in) throws IOException {
    List<HeldMessage> messages = new ArrayList<>();
    for (int i = in.readInt(); i > 0; i--) {
      String id = in.readText();
      String receipt = in.readText();
      Set<ObjectId> unread = new HashSet<>();
      for (int j = in.readInt(); j > 0; j--) {
        unread.add(in.readId());
      }
      messages.add(new HeldMessage(id, receipt, unread));
    }
    return messages;
  }

  private static void write(FolderState folder, StateOutput out) throws IOException {
    out.writeText(folder.folder());
    Instant complete = folder.lastComplete();
    out.writeBoolean(complete != null);
    if (complete != null) {
      out.writeLong(complete.toEpochMilli());
    }
    out.writeLong(folder.windowStart());
    out.writeBoolean(folder.ended());
    out.writeInt(folder.seen().size());
    for (Map.Entry<Long, IdSet> hour : folder.seen().entrySet()) {
      out.writeLong(hour.getKey());
      hour.getValue().write(out);
    }
    List<Cursor> open = folder.open();
    out.writeBoolean(open != null);
    if (open != null) {
      out.writeInt(open.size());
      for (Cursor cursor : open) {
        out.writeText(cursor.strand().prefix());
        out.writeText(cursor.strand().order().name());
        out.writeText(cursor.after());
      }
    }
  }

  private static FolderState readFolder(StateInput in) throws IOException {
    String folder = in.readText();
    Instant complete = in.readBoolean() ? Instant.ofEpochMilli(in.readLong()) : null;
    long windowStart = in.readLong();
    boolean ended = in.readBoolean();
    TreeMap<Long, IdSet> seen = new TreeMap<>();
    for (int i = in.readInt(); i > 0; i--) {
      seen.put(in.readLong(), IdSet.read(in));
    }
    return new FolderState(folder, complete, windowStart, seen, readOpen(in), ended);
  }

  private static @Nullable List<Cursor> readOpen(StateInput in) throws IOException {
    if (!in.readBoolean()) {
      return null;
    }
    List<Cursor> open = new ArrayList<>();
    for (int i = in.readInt(); i > 0; i--) {
      Strand strand = new Strand(in.readText(), TimeOrder.valueOf(in.readText()));
      open.add(new Cursor(strand, in.readTextOrNull()));
    }
    return open;
  }
}
