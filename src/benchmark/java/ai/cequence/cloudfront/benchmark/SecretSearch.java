package ai.cequence.cloudfront.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Looks for secrets in all that a job has written. */
final class SecretSearch {
  private final List<String> secrets;
  private final List<Path> found = new ArrayList<>();
  private long files;

  SecretSearch(List<String> secrets) {
    this.secrets = secrets;
  }

  /** Searches all files below a folder but one. */
  void search(Path folder, Path except) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        if (!file.equals(except)) {
          files++;
          // Each byte a letter, so that every file is text.
          String text = Files.readString(file, StandardCharsets.ISO_8859_1);
          if (secrets.stream().anyMatch(text::contains)) {
            found.add(file);
          }
        }
      }
    }
  }

  /** Files that were searched. */
  long files() {
    return files;
  }

  /** Files that hold a secret. */
  List<Path> found() {
    return List.copyOf(found);
  }
}
