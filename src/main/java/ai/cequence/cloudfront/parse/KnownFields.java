package ai.cequence.cloudfront.parse;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Fields that CloudFront documents and that travel in {@code data_extractions}. */
final class KnownFields {
  private static final Set<String> NAMES = new HashSet<>(LogFields.STANDARD);

  static {
    NAMES.addAll(
        List.of(
            "origin-fbl",
            "origin-lbl",
            "asn",
            "c-country",
            "cache-behavior-path-pattern",
            "c-ip-version",
            "cs-header-names",
            "cs-headers-count",
            "primary-distribution-dns-name",
            "viewer-request-log-data",
            "viewer-response-log-data",
            "r-host",
            "sr-reason",
            "x-edge-mqcs"));
  }

  private KnownFields() {}

  static boolean contains(String name) {
    return NAMES.contains(name) || name.startsWith("cmcd-");
  }
}
