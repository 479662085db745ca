package ai.cequence.cloudfront.pipeline;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The block at the end of a lane's log: it grows here and is written when it is full, and at each
 * checkpoint. A block of more than {@value #SETTLED_BYTES} bytes is never written again, so that
 * checkpoints stay incremental; a smaller one is, so that they do not leave crumbs.
 */
final class LogTail {
  static final int BLOCK_BYTES = 64 * 1024;
  static final int SETTLED_BYTES = 8 * 1024;

  private ByteBuffer block = ByteBuffer.allocate(256);
  private boolean changed;

  void append(long high, long low) {
    if (!block.hasRemaining()) {
      block = ByteBuffer.allocate(Math.min(BLOCK_BYTES, block.capacity() * 2)).put(block.flip());
    }
    block.putLong(high).putLong(low);
    changed = true;
  }

  boolean isEmpty() {
    return block.position() == 0;
  }

  boolean isFull() {
    return block.position() >= BLOCK_BYTES;
  }

  /** Whether it is large enough that a further block is better than to write this again. */
  boolean isWorthSettling() {
    return block.position() >= SETTLED_BYTES;
  }

  /** Whether there is anything in it that {@link #bytes} was not asked for. */
  boolean isChanged() {
    return changed;
  }

  /** All of it, to be written to state now. */
  byte[] bytes() {
    byte[] bytes = new byte[block.position()];
    block.get(0, bytes);
    changed = false;
    return bytes;
  }

  void clear() {
    block = ByteBuffer.allocate(256);
    changed = false;
  }

  /** A table of all ids in a log's blocks. */
  static IdTable read(List<byte[]> blocks) {
    int count = 0;
    for (byte[] bytes : blocks) {
      count += bytes.length / SeenId.BYTES;
    }
    IdTable table = new IdTable(count);
    for (byte[] bytes : blocks) {
      ByteBuffer ids = ByteBuffer.wrap(bytes);
      while (ids.hasRemaining()) {
        table.add(ids.getLong(), ids.getLong());
      }
    }
    return table;
  }
}
