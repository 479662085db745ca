package ai.cequence.cloudfront.source.s3.reader;

import ai.cequence.cloudfront.parse.RejectReason;
import ai.cequence.cloudfront.source.s3.Found;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * Why an object will not be read, told from what its file system throws.
 *
 * @param reason fixed word
 * @param detail what was expected, what was found
 */
record ReadFailure(RejectReason reason, String detail) {
  /** Attempts at an object that S3 refuses for an unknown reason: about a minute of them. */
  static final int MOST_REFUSALS = 10;

  /**
   * Null where another attempt may succeed.
   *
   * @param attempts that have failed since anything was read of the object, this one included
   */
  static @Nullable ReadFailure of(Throwable thrown, int attempts) {
    StoreAnswer answer = StoreAnswer.in(thrown);
    if (answer.isOfCredentials()) {
      return null;
    }
    if (answer.isUnusableKey()) {
      return new ReadFailure(
          RejectReason.ACCESS_DENIED,
          "expected an object encrypted with a usable key, found one whose key is disabled,"
              + " deleted or not there: "
              + Found.thrown(thrown));
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
                + Found.thrown(e));
      }
    }
    if (answer.isRefusal()) {
      return attempts < MOST_REFUSALS
          ? null
          : new ReadFailure(
              RejectReason.OBJECT_REFUSED,
              "expected to read the object within "
                  + MOST_REFUSALS
                  + " attempts, found each refused: "
                  + Found.thrown(thrown));
    }
    if (thrown instanceof IOException || thrown instanceof UncheckedIOException) {
      // The latter is a store's too: what damage leads Parquet's reader to is told where it occurs.
      return null;
    }
    return new ReadFailure(
        RejectReason.CORRUPT,
        "expected an object that can be decoded, found " + Found.thrown(thrown));
  }
}
