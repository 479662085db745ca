package ai.cequence.cloudfront.bridge.http;

/** What follows from the status of an answer. */
enum AnswerKind {
  /** 2xx: confirmed. */
  DELIVERED,
  /** 401, 403: the token is refreshed, then the same request is tried again. */
  UNAUTHORIZED,
  /**
   * 408, 425, 429, 5xx, and whatever else does not say that the request itself is wrong: tried
   * again with backoff.
   */
  RETRY,
  /** 413: the batch is halved. */
  TOO_LARGE,
  /** Other 4xx: the batch is halved until the transactions at fault are alone. */
  REFUSED;

  /** A redirect is retried, never followed: the target would get the token. */
  static AnswerKind of(int status) {
    if (status >= 200 && status <= 299) {
      return DELIVERED;
    }
    return switch (status) {
      case 401, 403 -> UNAUTHORIZED;
      case 413 -> TOO_LARGE;
      case 408, 425, 429 -> RETRY;
      default -> status >= 400 && status <= 499 ? REFUSED : RETRY;
    };
  }
}
