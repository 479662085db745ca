package ai.cequence.cloudfront.local;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Makes the folder of a demo: with a name short enough that lines with it fit on a terminal, which
 * those of {@link Files#createTempDirectory} are not.
 */
final class DemoFolder {
  private static final int NAMES = 0x100_0000;

  private DemoFolder() {}

  /** A new folder among the temporary ones, its user's alone. */
  static Path create() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    while (true) {
      int number = ThreadLocalRandom.current().nextInt(NAMES);
      try {
        return Files.createDirectory(
            temporary.resolve("bridge-%06x".formatted(number)),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      } catch (FileAlreadyExistsException e) {
        // Another demo's; the next name is another.
      }
    }
  }
}
