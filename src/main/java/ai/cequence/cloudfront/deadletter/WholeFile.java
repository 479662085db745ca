package ai.cequence.cloudfront.deadletter;

import ai.cequence.cloudfront.HashFunction;
import java.io.IOException;
import java.util.HexFormat;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** A file that is there whole or not at all, under a name that says what is in it. */
public final class WholeFile {
  /** What names of dead-letter files end in. */
  public static final String SUFFIX = ".ndjson";

  private WholeFile() {}

  /** The name of a file with these bytes: no other bytes have it. */
  public static String name(byte[] bytes) {
    byte[] hash = HashFunction.SHA_256.begin().digest(bytes);
    return HexFormat.of().formatHex(hash, 0, 16) + SUFFIX;
  }

  /**
   * Writes a file under a {@linkplain #name name of its bytes}, so that one which is there already
   * is the same. It is durable when this returns, and appears whole or not at all.
   */
  public static void write(Path file, byte[] bytes) throws IOException {
    if (!put(file, bytes) && !file.getFileSystem().exists(file)) {
      throw refused(file);
    }
  }

  /** As {@link #write}, in place of a file of any bytes. */
  public static void replace(Path file, byte[] bytes) throws IOException {
    if (!put(file, bytes)) {
      throw refused(file);
    }
  }

  /**
   * An object store shows a file when it is closed; a local folder gets it by a rename.
   *
   * @return false where the rename was refused
   */
  private static boolean put(Path file, byte[] bytes) throws IOException {
    FileSystem fileSystem = file.getFileSystem();
    if (fileSystem.isDistributedFS()) {
      write(fileSystem, file, bytes);
      return true;
    }
    Path unfinished = new Path(file.getParent(), "." + file.getName() + ".unfinished");
    write(fileSystem, unfinished, bytes);
    return fileSystem.rename(unfinished, file);
  }

  private static IOException refused(Path file) {
    return new IOException("the finished file cannot be renamed to " + file);
  }

  private static void write(FileSystem fileSystem, Path file, byte[] bytes) throws IOException {
    try (FSDataOutputStream out = fileSystem.create(file, FileSystem.WriteMode.OVERWRITE)) {
      out.write(bytes);
      if (!fileSystem.isDistributedFS()) {
        out.sync();
      }
    }
  }
}
