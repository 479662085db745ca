package ai.cequence.cloudfront.parse;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The logged fields that a transaction is made of, with every name that CloudFront gives them. All
 * other fields travel in {@code data_extractions}.
 */
enum Field {
  TIMESTAMP_MS("timestamp(ms)"),
  TIMESTAMP("timestamp"),
  DATE("date"),
  TIME("time"),
  REQUEST_ID("x-edge-request-id"),
  CLIENT_IP("c-ip"),
  CLIENT_PORT("c-port"),
  SERVER_IP("s-ip"),
  PROTOCOL("cs-protocol"),
  PROTOCOL_VERSION("cs-protocol-version"),
  METHOD("cs-method"),
  X_HOST_HEADER("x-host-header"),
  CS_HOST_V1("cs(Host)"),
  CS_HOST("cs-host"),
  URI_STEM("cs-uri-stem"),
  URI_QUERY("cs-uri-query"),
  HEADERS("cs-headers"),
  USER_AGENT("cs(User-Agent)", "cs-user-agent"),
  REFERER("cs(Referer)", "cs-referer"),
  COOKIE("cs(Cookie)", "cs-cookie"),
  FORWARDED_FOR("x-forwarded-for"),
  ACCEPT("cs-accept"),
  ACCEPT_ENCODING("cs-accept-encoding"),
  STATUS("sc-status"),
  CONTENT_TYPE("sc-content-type"),
  CONTENT_LENGTH("sc-content-len"),
  RANGE_START("sc-range-start"),
  RANGE_END("sc-range-end"),
  DISTRIBUTION_ID("DistributionId"),
  PRIMARY_DISTRIBUTION_ID("primary-distribution-id");

  static final int COUNT = values().length;

  private static final Map<String, Field> BY_NAME = new HashMap<>();

  static {
    for (Field field : values()) {
      for (String name : field.names) {
        BY_NAME.put(name.toLowerCase(Locale.ROOT), field);
      }
    }
  }

  @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list
  private final List<String> names;

  Field(String... names) {
    this.names = List.of(names);
  }

  /** The name in standard logs. */
  String cloudFrontName() {
    return names.get(0);
  }

  /**
   * The field of a name, whatever its case ({@code distributionid} is seen too); null where it is
   * not one of these.
   */
  static @Nullable Field of(String name) {
    return BY_NAME.get(name.toLowerCase(Locale.ROOT));
  }

  /**
   * Whether a name has the shape of a logged request header, {@code cs(X)}, which never goes to
   * {@code data_extractions}.
   */
  static boolean isRequestHeader(String name) {
    return name.length() > 4
        && name.regionMatches(true, 0, "cs(", 0, 3)
        && name.charAt(name.length() - 1) == ')';
  }
}
