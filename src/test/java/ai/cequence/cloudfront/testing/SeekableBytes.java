package ai.cequence.cloudfront.testing;

import java.io.IOException;
import org.apache.flink.core.fs.FSDataInputStream;

/** Bytes as a file system would give them. */
public class SeekableBytes extends FSDataInputStream {
  private final byte[] bytes;
  private int position;

  public SeekableBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public void seek(long desired) {
    position = Math.toIntExact(desired);
  }

  @Override
  public long getPos() {
    return position;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    if (position == bytes.length) {
      return -1;
    }
    int count = Math.min(length, bytes.length - position);
    System.arraycopy(bytes, position, target, from, count);
    position += count;
    return count;
  }
}
