package ai.cequence.cloudfront.redrive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where dead letters lie, and where they go once they were delivered. */
class DeadLetterFolderTest {
  private static final List<byte[]> DELIVERED = List.of("{}".getBytes(StandardCharsets.UTF_8));

  @TempDir java.nio.file.Path folder;

  private Path letter() throws IOException {
    java.nio.file.Path hour = Files.createDirectories(folder.resolve("2026/01/31/10"));
    return new Path(Files.writeString(hour.resolve("a.ndjson"), "{}\n").toUri());
  }

  @Test
  void whatWasDeliveredIsMoved() throws Exception {
    Path file = letter();
    DeadLetterFolder letters = new DeadLetterFolder(folder.toUri());

    letters.move(file, DELIVERED, List.of());

    assertThat(letters.files()).isEmpty();
    assertThat(folder.resolve("redriven/2026/01/31/10")).isNotEmptyDirectory();
  }

  @Test
  void aFileThatCannotBeRemovedIsNoMovedFile() throws Exception {
    Path file = letter();
    DeadLetterFolder letters = new DeadLetterFolder(new Path(folder.toUri()), new Undeletable());

    assertThatThrownBy(() -> letters.move(file, DELIVERED, List.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot be removed")
        .hasMessageContaining("sends them again");
    assertThat(folder.resolve("2026/01/31/10/a.ndjson")).exists();
  }

  /** Refuses to delete, as a folder does that may be read only. */
  private static final class Undeletable extends LocalFileSystem {
    @Override
    public boolean delete(Path file, boolean recursive) {
      return false;
    }
  }
}
