package ai.cequence.cloudfront.source.s3.reader;

import ai.cequence.cloudfront.parse.RejectReason;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why an object will never be read, told from what its file system throws. The S3 file system lives
 * in a class loader of its own, so that only the JDK's exceptions and the words can be told apart.
 *
 * @param reason fixed word
 * @param detail what was expected, what was found
 */
record ReadFailure(RejectReason reason, String detail) {

  /** Null where another attempt may succeed. */
  static @Nullable ReadFailure of(Throwable thrown) {
    for (Throwable e = thrown; e != null; e = e.getCause()) {
      if (unusableKey(e)) {
        return new ReadFailure(
            RejectReason.ACCESS_DENIED,
            "expected an object encrypted with a usable key, found one whose key is disabled,"
                + " deleted or not allowed (kms:Decrypt): "
                + brief(e));
      }
    }
    for (Throwable e = thrown; e != null; e = e.getCause()) {
      if (e instanceof FileNotFoundException || e instanceof NoSuchFileException) {
        return new ReadFailure(
            RejectReason.OBJECT_MISSING, "expected the object that was found, now it is gone");
      }
      if (e instanceof AccessDeniedException) {
        return new ReadFailure(
            RejectReason.ACCESS_DENIED,
            "expected leave to read the object, found none: allow s3:GetObject, and kms:Decrypt"
                + " where it is encrypted with a key of yours: "
                + brief(e));
      }
    }
    if (thrown instanceof IOException) {
      return null;
    }
    return new ReadFailure(
        RejectReason.CORRUPT, "expected an object that can be decoded, found " + brief(thrown));
  }

  private static boolean unusableKey(Throwable e) {
    String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return text.contains("kms.")
        || text.contains("kms key")
        || text.contains("kms:decrypt")
        || text.contains("encryption key");
  }

  private static String brief(Throwable e) {
    String text = e.toString();
    return text.length() <= 300 ? text : text.substring(0, 300) + "…";
  }
}
