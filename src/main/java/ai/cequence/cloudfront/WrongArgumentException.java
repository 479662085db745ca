package ai.cequence.cloudfront;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An argument is not as expected. Its message says so in full; the command ends with status 2. */
public final class WrongArgumentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private WrongArgumentException(String argument, String expected, String found) {
    super(argument + ": expected " + expected + ", found " + found);
  }

  /** Refuses a number that is out of its range, both ends of which are allowed. */
  public static void unlessBetween(String argument, long value, long least, long most) {
    if (value < least || value > most) {
      throw new WrongArgumentException(argument, least + " to " + most, String.valueOf(value));
    }
  }

  /** Refuses a folder that neither is one nor can be made; null is none given. */
  public static void unlessFolder(String argument, @Nullable Path folder) {
    if (folder == null) {
      return;
    }
    Path existing = folder.toAbsolutePath();
    for (Path above = existing; above != null; above = above.getParent()) {
      existing = above;
      if (Files.exists(above)) {
        break;
      }
    }
    if (!Files.isDirectory(existing)) {
      throw new WrongArgumentException(argument, "a folder", existing + ", which is a file");
    }
    if (!Files.isWritable(existing)) {
      throw new WrongArgumentException(
          argument, "a folder that can be written to", existing + ", which cannot");
    }
  }

  /** Refuses a file that cannot be written, since that would show at the end only. */
  public static void unlessWritable(String argument, @Nullable Path file) {
    if (file == null) {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(file)) {
      throw new WrongArgumentException(argument, "a file", file + ", which is a folder");
    }
    if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new WrongArgumentException(
          argument,
          "a file in a folder that can be written to",
          file + ", whose folder is not there or cannot");
    }
  }
}
