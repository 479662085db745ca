package ai.cequence.cloudfront.bridge.http;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;

/** What went wrong, for people. */
final class Cause {
  private Cause() {}

  /** Kind and message of what is at the bottom of a failure; hints where the settings may help. */
  static String of(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    String said = cause.getClass().getSimpleName() + (message == null ? "" : " (" + message + ")");
    if (cause instanceof CertPathBuilderException) {
      return said + "; bridge/tls.ca-file makes a private or self-signed certificate trusted";
    }
    if (cause instanceof CertificateException) {
      return said + "; the certificate is not accepted";
    }
    return said;
  }
}
