package ai.cequence.cloudfront.source.s3.reader;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What S3 answered, as far as the text of what is thrown tells: the S3 file system lives in a class
 * loader of its own, so that its exceptions cannot be asked.
 *
 * @param status HTTP's; 0: not told
 * @param code S3's, such as {@code AccessDenied}; empty: not told
 */
record StoreAnswer(int status, String code) {
  private static final StoreAnswer NONE = new StoreAnswer(0, "");
  private static final Pattern STATUS = Pattern.compile("Status Code: (\\d{3})");
  private static final Pattern CODE = Pattern.compile("Error Code: ([A-Za-z0-9.]+)");
  private static final Pattern KEY_CODE = Pattern.compile("\\bKMS\\.\\w+");
  private static final int TIMEOUT = 408;
  private static final int TOO_MANY = 429;

  /** Codes that tell of this job's credentials or clock, whatever the object. */
  private static final Set<String> OF_CREDENTIALS =
      Set.of(
          "ExpiredToken",
          "InvalidAccessKeyId",
          "InvalidToken",
          "RequestExpired",
          "RequestTimeTooSkewed",
          "SignatureDoesNotMatch",
          "TokenRefreshRequired");

  /** From a throwable or one of its causes, the first that tells. */
  static StoreAnswer in(Throwable thrown) {
    for (Throwable e = thrown; e != null; e = e.getCause()) {
      StoreAnswer answer = in(String.valueOf(e.getMessage()));
      if (!answer.equals(NONE)) {
        return answer;
      }
    }
    return NONE;
  }

  private static StoreAnswer in(String text) {
    Matcher status = STATUS.matcher(text);
    Matcher keyCode = KEY_CODE.matcher(text);
    Matcher code = CODE.matcher(text);
    return new StoreAnswer(
        status.find() ? Integer.parseInt(status.group(1)) : 0,
        keyCode.find() ? keyCode.group() : code.find() ? code.group(1) : "");
  }

  /** Whether the key that the object is encrypted with is disabled, deleted or not there. */
  boolean isUnusableKey() {
    return code.startsWith("KMS.");
  }

  /** Whether every object is refused alike until somebody mends the credentials or the clock. */
  boolean isOfCredentials() {
    return OF_CREDENTIALS.contains(code);
  }

  /** Whether S3 says that the request itself is wrong. */
  boolean isRefusal() {
    return status >= 400 && status < 500 && status != TIMEOUT && status != TOO_MANY;
  }
}
