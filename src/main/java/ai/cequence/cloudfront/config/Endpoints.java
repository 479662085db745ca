package ai.cequence.cloudfront.config;

import java.net.URI;

/** Completes the endpoints that operators give short. */
final class Endpoints {
  private static final String TOKEN_PATH = "/auth/realms/cequence/protocol/openid-connect/token";
  private static final String INGEST_PATH = "/api-transactions";

  private Endpoints() {}

  /** A bare host gets {@code https://}, a URL without a path the realm's token path. */
  static URI token(String text) throws Values.Unexpected {
    return withPath(text, TOKEN_PATH);
  }

  /** A bare host gets {@code https://}, a URL without a path the ingest path. */
  static URI ingest(String text) throws Values.Unexpected {
    return withPath(text, INGEST_PATH);
  }

  private static URI withPath(String text, String path) throws Values.Unexpected {
    URI uri = Values.http(text.contains("://") ? text : "https://" + text);
    String given = uri.getRawPath();
    if (given != null && !given.isEmpty() && !given.equals("/")) {
      return uri;
    }
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + path + query);
  }
}
