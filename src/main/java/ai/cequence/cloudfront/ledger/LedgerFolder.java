package ai.cequence.cloudfront.ledger;

import ai.cequence.cloudfront.deadletter.WholeFile;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * Where the ledger's deltas lie: a folder, or a prefix of S3.
 *
 * @param path the folder
 */
public record LedgerFolder(URI path) implements Serializable {

  /** The folder {@code ledger/} beside that of the dead letters; inside where that is a root. */
  public static LedgerFolder besides(URI deadLetters) {
    String text = deadLetters.toString().replaceAll("/+$", "");
    int slash = text.lastIndexOf('/');
    boolean hasParent =
        text.contains("://") ? slash > text.indexOf("://") + 2 : slash >= 0; // "file:" is a root
    String parent = hasParent ? text.substring(0, slash) : text;
    return new LedgerFolder(URI.create(parent + "/ledger/"));
  }

  /** Writes a file, in place of one of its name. It appears whole or not at all. */
  void write(String name, byte[] bytes) throws IOException {
    WholeFile.replace(new Path(new Path(path), name), bytes);
  }

  /**
   * All deltas below a part of the folder, such as {@code 2026/11/24}; empty: all.
   *
   * @throws IOException where the folder cannot be read, or a file in it is no delta
   */
  List<LedgerDelta> read(String part) throws IOException {
    Path root = part.isEmpty() ? new Path(path) : new Path(new Path(path), part);
    List<LedgerDelta> deltas = new ArrayList<>();
    FileSystem fileSystem = root.getFileSystem();
    if (fileSystem.exists(root)) {
      collect(fileSystem, root, deltas);
    }
    return deltas;
  }

  private static void collect(FileSystem fileSystem, Path folder, List<LedgerDelta> deltas)
      throws IOException {
    for (FileStatus status : fileSystem.listStatus(folder)) {
      if (status.isDir()) {
        collect(fileSystem, status.getPath(), deltas);
      } else if (status.getPath().getName().endsWith(".json")) {
        deltas.add(decode(fileSystem, status.getPath()));
      }
    }
  }

  private static LedgerDelta decode(FileSystem fileSystem, Path file) throws IOException {
    byte[] bytes = readAll(fileSystem, file);
    try {
      return LedgerDelta.decode(bytes);
    } catch (JsonProcessingException | RuntimeException e) {
      throw new IOException("Expected a part of a ledger in " + file + ", found something else", e);
    }
  }

  private static byte[] readAll(FileSystem fileSystem, Path file) throws IOException {
    try (FSDataInputStream in = fileSystem.open(file);
        ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      in.transferTo(out);
      return out.toByteArray();
    }
  }
}
