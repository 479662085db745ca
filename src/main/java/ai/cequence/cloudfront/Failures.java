package ai.cequence.cloudfront;

import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What went wrong, in words for an operator. */
public final class Failures {
  private Failures() {}

  /** Names the file and what is wrong with it; a class only where a failure says nothing else. */
  public static String reason(Throwable failure) {
    if (failure instanceof UncheckedIOException && failure.getCause() != null) {
      return reason(failure.getCause());
    }
    if (failure instanceof FileSystemException file) {
      return file.getFile() + ": " + problem(file);
    }
    if (failure instanceof CharacterCodingException) {
      return "bytes that are no UTF-8";
    }
    String message = failure.getMessage();
    return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
  }

  /** The reason of the failure that began it all. */
  public static String rootReason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return reason(cause);
  }

  private static String problem(FileSystemException file) {
    if (file instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (file instanceof AccessDeniedException) {
      return "no permission";
    }
    if (file instanceof FileAlreadyExistsException) {
      return "a file of this name is in the way";
    }
    if (file instanceof NotDirectoryException) {
      return "no folder";
    }
    return file.getReason() == null ? "no access" : file.getReason();
  }
}
