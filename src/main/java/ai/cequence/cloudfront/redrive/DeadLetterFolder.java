package ai.cequence.cloudfront.redrive;

import ai.cequence.cloudfront.deadletter.WholeFile;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * A folder or S3 prefix with dead letters, and within it {@value #REDRIVEN}, where those go that
 * were delivered after all.
 */
final class DeadLetterFolder {
  static final String REDRIVEN = "redriven";

  /** The job closes a file at 8 MB, before the last line is added. */
  private static final long MOST_BYTES = 64_000_000;

  private final Path root;
  private final FileSystem fileSystem;

  /**
   * @param root ends in a slash
   */
  DeadLetterFolder(URI root) throws IOException {
    this(new Path(root), new Path(root).getFileSystem());
  }

  DeadLetterFolder(Path root, FileSystem fileSystem) {
    this.root = root;
    this.fileSystem = fileSystem;
  }

  /**
   * All dead-letter files but those that were redriven, by name, so from the oldest hour on.
   *
   * @throws FileNotFoundException where there is no such folder
   */
  List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    FileStatus[] top = fileSystem.listStatus(root);
    if (top == null) {
      throw new FileNotFoundException(root.toString());
    }
    for (FileStatus status : top) {
      if (!status.getPath().getName().equals(REDRIVEN)) {
        collect(status, files);
      }
    }
    files.sort(Comparator.comparing(Path::toString));
    return files;
  }

  private void collect(FileStatus status, List<Path> files) throws IOException {
    String name = status.getPath().getName();
    if (name.startsWith(".")) {
      return;
    }
    if (!status.isDir()) {
      if (name.endsWith(WholeFile.SUFFIX)) {
        files.add(status.getPath());
      }
      return;
    }
    FileStatus[] inside = fileSystem.listStatus(status.getPath());
    if (inside != null) {
      for (FileStatus entry : inside) {
        collect(entry, files);
      }
    }
  }

  /** The lines of a file, without their line feeds. */
  List<byte[]> lines(Path file) throws IOException {
    long length = fileSystem.getFileStatus(file).getLen();
    if (length > MOST_BYTES) {
      throw new IOException(
          "expected at most " + MOST_BYTES + " bytes, as the job writes them, found " + length);
    }
    byte[] bytes;
    try (FSDataInputStream in = fileSystem.open(file)) {
      bytes = in.readAllBytes();
    }
    List<byte[]> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] == '\n') {
        if (i > start) {
          lines.add(java.util.Arrays.copyOfRange(bytes, start, i));
        }
        start = i + 1;
      }
    }
    return lines;
  }

  /**
   * Puts the delivered lines of a file below {@value #REDRIVEN} and leaves the others. At each
   * moment every line is in some file: what is new is durable before what is old is removed.
   *
   * @throws IOException also where the file is still there, so that the next run sends it again
   */
  void move(Path file, List<byte[]> delivered, List<byte[]> left) throws IOException {
    String relative = relative(file.getParent());
    Path redriven = new Path(root, REDRIVEN + (relative.isEmpty() ? "" : "/" + relative));
    write(redriven, delivered);
    if (!left.isEmpty()) {
      write(file.getParent(), left);
    }
    if (!fileSystem.delete(file, false) && fileSystem.exists(file)) {
      throw new IOException(
          "what was delivered is in "
              + redriven
              + ", but the file cannot be removed, so the next run sends them again");
    }
  }

  private static void write(Path folder, List<byte[]> lines) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] line : lines) {
      out.writeBytes(line);
      out.write('\n');
    }
    byte[] bytes = out.toByteArray();
    WholeFile.write(new Path(folder, WholeFile.name(bytes)), bytes);
  }

  private String relative(Path folder) {
    String below = folder.toUri().getPath().substring(root.toUri().getPath().length());
    return below.startsWith("/") ? below.substring(1) : below;
  }
}
