package ai.cequence.cloudfront.parse;

import java.util.List;

/** Field lists that hold where a log does not name its columns. */
public final class LogFields {
  /**
   * Columns of standard logs (v1) in their documented order. Files of earlier years have the first
   * 12, 15, 18, 19, 23, 24, 26 or 33 of them.
   */
  public static final List<String> STANDARD =
      List.of(
          "date",
          "time",
          "x-edge-location",
          "sc-bytes",
          "c-ip",
          "cs-method",
          "cs(Host)",
          "cs-uri-stem",
          "sc-status",
          "cs(Referer)",
          "cs(User-Agent)",
          "cs-uri-query",
          "cs(Cookie)",
          "x-edge-result-type",
          "x-edge-request-id",
          "x-host-header",
          "cs-protocol",
          "cs-bytes",
          "time-taken",
          "x-forwarded-for",
          "ssl-protocol",
          "ssl-cipher",
          "x-edge-response-result-type",
          "cs-protocol-version",
          "fle-status",
          "fle-encrypted-fields",
          "c-port",
          "time-to-first-byte",
          "x-edge-detailed-result-type",
          "sc-content-type",
          "sc-content-len",
          "sc-range-start",
          "sc-range-end",
          "distribution-tenant-id",
          "connection-id");

  private LogFields() {}
}
