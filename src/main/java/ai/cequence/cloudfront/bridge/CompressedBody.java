package ai.cequence.cloudfront.bridge;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lz4.Lz4Compressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The body of a batch as checkpoints hold it: an LZ4 block, made at the first checkpoint that meets
 * the batch and kept for the next ones.
 *
 * <p>While the Bridge is down each checkpoint holds the same batches, all that a full writer has.
 * To compress them once instead of copying and compressing them each time is what keeps these
 * checkpoints short. A batch that is confirmed between two checkpoints is never compressed.
 *
 * <p>For the task's thread only.
 */
final class CompressedBody {
  private final byte[] body;
  private byte @Nullable [] compressed;

  CompressedBody(byte[] body) {
    this.body = body;
  }

  /** The LZ4 block. Not to be changed. */
  byte[] block() {
    if (compressed == null) {
      Lz4Compressor compressor = new Lz4Compressor();
      byte[] target = new byte[compressor.maxCompressedLength(body.length)];
      int length = compressor.compress(body, 0, body.length, target, 0, target.length);
      compressed = Arrays.copyOf(target, length);
    }
    return compressed;
  }

  /**
   * The body that a block holds.
   *
   * @param length of the body, bytes
   * @throws IOException where the block is damaged or holds another number of bytes
   */
  static byte[] decompress(byte[] block, int length) throws IOException {
    byte[] body = new byte[length];
    int found;
    try {
      found = new Lz4Decompressor().decompress(block, 0, block.length, body, 0, length);
    } catch (MalformedInputException e) {
      throw new IOException(
          "Expected an LZ4 block of " + length + " bytes in the sink's state, found a damaged one",
          e);
    }
    if (found != length) {
      throw new IOException(
          "Expected an LZ4 block of " + length + " bytes in the sink's state, found " + found);
    }
    return body;
  }
}
