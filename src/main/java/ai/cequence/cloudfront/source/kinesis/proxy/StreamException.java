package ai.cequence.cloudfront.source.kinesis.proxy;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** A call to Kinesis that failed. */
public final class StreamException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final FailureKind kind;

  public StreamException(FailureKind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public StreamException(FailureKind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public FailureKind kind() {
    return kind;
  }

  /** The kind of any failure, whatever wraps it; {@link FailureKind#TRANSIENT} where unknown. */
  public static FailureKind kindOf(Throwable failure) {
    Throwable inner = unwrapped(failure);
    return inner instanceof StreamException exception ? exception.kind() : FailureKind.TRANSIENT;
  }

  /** Without what futures wrap around it. */
  public static Throwable unwrapped(Throwable failure) {
    Throwable inner = failure;
    Throwable cause = failure.getCause();
    while ((inner instanceof CompletionException || inner instanceof ExecutionException)
        && cause != null) {
      inner = cause;
      cause = inner.getCause();
    }
    return inner;
  }
}
