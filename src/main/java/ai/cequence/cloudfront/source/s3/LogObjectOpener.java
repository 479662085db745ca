package ai.cequence.cloudfront.source.s3;

import java.io.IOException;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;

/**
 * Opens log objects. The format is told from the first bytes, never from the name.
 *
 * @param maxLineBytes longest line that is read whole, its line feed included
 * @param maxObjectBytes most decompressed bytes that are read of one object
 */
public record LogObjectOpener(int maxLineBytes, long maxObjectBytes) {
  private static final int MAGIC_BYTES = 4;

  /**
   * Opens an object of any of Flink's file systems.
   *
   * @param length its stored bytes
   * @param from where to go on
   */
  public LogObject open(Path path, long length, ObjectPosition from) throws IOException {
    return open(path.toUri().toString(), path.getFileSystem().open(path), length, from);
  }

  /**
   * Goes on with an object.
   *
   * @param origin the object's URI
   * @param in its bytes as stored, at the first; closed with the result, and where this fails
   * @param length its stored bytes
   * @param from where to go on
   */
  public LogObject open(String origin, FSDataInputStream in, long length, ObjectPosition from)
      throws IOException {
    try {
      byte[] magic = in.readNBytes(MAGIC_BYTES);
      if (LogObjectReader.isGzip(magic)) {
        return LogObjectReader.gzip(origin, in, magic, from, maxLineBytes, maxObjectBytes);
      }
      if (ParquetLogObject.isParquet(magic)) {
        return new ParquetLogObject(origin, in, length, from, maxLineBytes, maxObjectBytes);
      }
      return LogObjectReader.plain(origin, in, magic, from, maxLineBytes, maxObjectBytes);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }
}
