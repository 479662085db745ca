package ai.cequence.cloudfront.source.kinesis.proxy;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.NonRetryableException;

/** What each failure of the SDK asks for. */
final class Failures {
  private static final Set<String> THROTTLED =
      Set.of(
          "ProvisionedThroughputExceededException",
          "LimitExceededException",
          "ThrottlingException",
          "KMSThrottlingException",
          "RequestLimitExceeded",
          "SlowDown");
  private static final Set<String> FATAL =
      Set.of(
          "AccessDeniedException",
          "UnrecognizedClientException",
          "InvalidSignatureException",
          "InvalidClientTokenId",
          "MissingAuthenticationTokenException",
          "OptInRequired",
          "KMSAccessDeniedException",
          "KMSDisabledException",
          "KMSInvalidStateException",
          "KMSNotFoundException",
          "KMSOptInRequired");

  private Failures() {}

  /**
   * @param call what was tried, for the message
   */
  static StreamException of(String call, Throwable failure) {
    Throwable inner = StreamException.unwrapped(failure);
    if (inner instanceof StreamException known) {
      return known;
    }
    return new StreamException(kind(inner), call + " failed: " + inner.getMessage(), inner);
  }

  private static FailureKind kind(Throwable failure) {
    if (failure instanceof AwsServiceException answer) {
      return kind(
          answer.awsErrorDetails() == null ? null : answer.awsErrorDetails().errorCode(),
          answer.statusCode());
    }
    return failure instanceof NonRetryableException ? FailureKind.FATAL : FailureKind.TRANSIENT;
  }

  private static FailureKind kind(@Nullable String code, int status) {
    if (code == null) {
      return FailureKind.TRANSIENT;
    }
    if (THROTTLED.contains(code) || status == 429) {
      return FailureKind.THROTTLED;
    }
    return switch (code) {
      case "ExpiredIteratorException" -> FailureKind.EXPIRED_ITERATOR;
      case "ResourceNotFoundException" -> FailureKind.NOT_FOUND;
      case "InvalidArgumentException", "ValidationException" -> FailureKind.INVALID_ARGUMENT;
      case "ResourceInUseException" -> FailureKind.IN_USE;
      default -> FATAL.contains(code) ? FailureKind.FATAL : FailureKind.TRANSIENT;
    };
  }
}
