package ai.cequence.cloudfront.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The fields of real-time logs in the order in which CloudFront always delivers them, whatever the
 * order in which they were chosen. Source: the real-time log chapter of CloudFront's developer
 * guide, April 2026.
 */
public final class RealTimeFields {
  /** All fields, in canonical order. */
  public static final List<String> ALL =
      List.of(
          ("timestamp c-ip s-ip time-to-first-byte sc-status sc-bytes cs-method cs-protocol cs-host"
                  + " cs-uri-stem cs-bytes x-edge-location x-edge-request-id x-host-header"
                  + " time-taken cs-protocol-version c-ip-version cs-user-agent cs-referer"
                  + " cs-cookie cs-uri-query x-edge-response-result-type x-forwarded-for"
                  + " ssl-protocol ssl-cipher x-edge-result-type fle-encrypted-fields fle-status"
                  + " sc-content-type sc-content-len sc-range-start sc-range-end c-port"
                  + " x-edge-detailed-result-type c-country cs-accept-encoding cs-accept"
                  + " cache-behavior-path-pattern cs-headers cs-header-names cs-headers-count"
                  + " primary-distribution-id primary-distribution-dns-name origin-fbl origin-lbl"
                  + " asn cmcd-encoded-bitrate cmcd-buffer-length cmcd-buffer-starvation"
                  + " cmcd-content-id cmcd-object-duration cmcd-deadline"
                  + " cmcd-measured-throughput cmcd-next-object-request cmcd-next-range-request"
                  + " cmcd-object-type cmcd-playback-rate cmcd-requested-maximum-throughput"
                  + " cmcd-streaming-format cmcd-session-id cmcd-stream-type cmcd-startup"
                  + " cmcd-top-bitrate cmcd-version r-host sr-reason x-edge-mqcs"
                  + " distribution-tenant-id connection-id")
              .split(" ", -1));

  /** Without these no record can become a transaction. */
  private static final List<String> NEEDED =
      List.of("timestamp", "c-ip", "sc-status", "cs-method", "cs-uri-stem");

  private RealTimeFields() {}

  static List<String> inCanonicalOrder(String text) throws Values.Unexpected {
    List<String> chosen = Values.list(text);
    Set<String> distinct = new HashSet<>();
    for (String field : chosen) {
      if (!ALL.contains(field)) {
        throw new Values.Unexpected(
            "fields of real-time logs only, not " + field + Suggestion.forUnknown(field, ALL));
      }
      if (!distinct.add(field)) {
        throw new Values.Unexpected("each field once, not " + field + " again");
      }
    }
    if (!chosen.isEmpty() && !distinct.containsAll(NEEDED)) {
      throw new Values.Unexpected(
          "at least the fields "
              + String.join(", ", NEEDED)
              + ", without which every record would be rejected");
    }
    return ALL.stream().filter(distinct::contains).toList();
  }
}
