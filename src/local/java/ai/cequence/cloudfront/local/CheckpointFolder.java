package ai.cequence.cloudfront.local;

import ai.cequence.cloudfront.Failures;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.Checkpoints;

/**
 * The folder in which a local run keeps its checkpoints, savepoints and working files, and from
 * which the next one goes on.
 *
 * @param path the folder
 */
record CheckpointFolder(Path path) {
  private static final String METADATA = "_metadata";
  private static final String ENDED = "ended";
  private static final int DEPTH = 5;

  /** Where Flink puts checkpoints, in a folder for each job id. */
  Path checkpoints() {
    return path.resolve("checkpoints");
  }

  Path savepoints() {
    return path.resolve("savepoints");
  }

  /** RocksDB and temporary files; worth nothing once the process has ended. */
  Path working() {
    return path.resolve("tmp");
  }

  /** Makes the folder ready for a run: working files of an earlier one are removed. */
  void prepare() throws IOException {
    delete(working());
    for (Path folder : List.of(checkpoints(), savepoints(), working())) {
      Files.createDirectories(folder);
    }
  }

  /** A bounded run has ended: there is nothing to go on with. */
  void markEnded() throws IOException {
    Files.writeString(
        path.resolve(ENDED), "A bounded run ended here; the next one starts afresh.\n");
  }

  /**
   * Where a new run goes on: the newest complete checkpoint or savepoint that can be read,
   * whichever job wrote it.
   *
   * @param out told what is found, and what cannot be read
   */
  Optional<Path> resume(PrintStream out) throws IOException {
    Path ended = path.resolve(ENDED);
    if (Files.exists(ended)) {
      out.println("The last run in " + path + " read all of its input: this one starts afresh.");
      delete(checkpoints());
      delete(savepoints());
      Files.delete(ended);
      prepare();
      return Optional.empty();
    }
    for (Path candidate : newestFirst()) {
      String problem = problem(candidate.resolve(METADATA));
      if (problem.isEmpty()) {
        out.println("Going on from " + candidate);
        return Optional.of(candidate);
      }
      out.println("Cannot read " + candidate + " (" + problem + "); trying the next older one.");
    }
    return Optional.empty();
  }

  private List<Path> newestFirst() throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(path, DEPTH)) {
      return files
          .filter(file -> file.getFileName().toString().equals(METADATA))
          .sorted(Comparator.comparing(CheckpointFolder::modified).reversed())
          .map(Path::getParent)
          .toList();
    }
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }

  /** Why a checkpoint cannot be used, never blank; empty where it can. */
  private static String problem(Path metadata) {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(metadata))) {
      Checkpoints.loadCheckpointMetadata(
          in, CheckpointFolder.class.getClassLoader(), metadata.toString());
      return "";
    } catch (IOException | RuntimeException e) {
      return Failures.reason(e);
    }
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            // Flink removes its own files at the same time.
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException e)
              throws IOException {
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
