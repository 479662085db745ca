package ai.cequence.cloudfront.source.s3;

import ai.cequence.cloudfront.config.RealTimeFields;
import ai.cequence.cloudfront.parse.LogFields;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Names of Parquet's columns, which are CloudFront's in snake_case ({@code cs_user_agent}), back to
 * CloudFront's.
 */
final class ParquetColumns {
  private static final Map<String, String> NAMES = new HashMap<>();

  static {
    RealTimeFields.ALL.forEach(ParquetColumns::put);
    List.of("timestamp(ms)", "viewer-request-log-data", "viewer-response-log-data")
        .forEach(ParquetColumns::put);
    NAMES.put("distributionid", "DistributionId");
    NAMES.put("distribution_id", "DistributionId");
    // Last, since cs_host is standard logging's cs(Host) and not real-time logging's cs-host.
    LogFields.STANDARD.forEach(ParquetColumns::put);
  }

  private ParquetColumns() {}

  /** The CloudFront name of a column; of an unknown one the most likely. */
  static String cloudFrontName(String column) {
    String known = NAMES.get(column.toLowerCase(Locale.ROOT));
    return known == null ? column.replace('_', '-') : known;
  }

  private static void put(String name) {
    NAMES.put(
        name.toLowerCase(Locale.ROOT).replace('-', '_').replace('(', '_').replace(")", ""), name);
  }
}
