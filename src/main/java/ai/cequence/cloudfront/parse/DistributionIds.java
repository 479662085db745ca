package ai.cequence.cloudfront.parse;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the distribution of a record. Regular expressions run once per object, never per record.
 */
final class DistributionIds {
  /** Where neither record, object nor settings tell, or what they tell is no name. */
  static final String UNKNOWN = "unknown";

  private static final Pattern IN_NAME =
      Pattern.compile("(E[A-Z0-9]{8,20})\\.\\d{4}-\\d{2}-\\d{2}-\\d{2}\\..*");
  private static final Pattern IN_HIVE_PATH =
      Pattern.compile(".*/distributionid=(E[A-Z0-9]{8,20})/.*", Pattern.CASE_INSENSITIVE);
  private static final Pattern SEGMENT = Pattern.compile("(?=.*\\d)E[A-Z0-9]{8,20}");
  private static final int MOST_CACHED = 10_000;
  private static final int MOST_LENGTH = 256;

  /** What is longer names no distribution, and would not fit into streams, nor into state. */
  private static final int MOST_BYTES = 16 * 1024;

  private final Map<String, String> byDomain;
  private final Map<String, String> interned = new HashMap<>();
  private String lastValue = "";
  private byte[] lastBytes = new byte[0];

  DistributionIds(Map<String, String> byDomain) {
    this.byDomain = byDomain;
  }

  /** The id in an object's name or path, or null. */
  static @Nullable String ofObject(String origin) {
    String name = origin.substring(origin.lastIndexOf('/') + 1);
    Matcher inName = IN_NAME.matcher(name);
    if (inName.matches()) {
      return inName.group(1);
    }
    Matcher inPath = IN_HIVE_PATH.matcher(origin);
    if (inPath.matches()) {
      return inPath.group(1);
    }
    int from = origin.indexOf("://") < 0 ? 0 : origin.indexOf("://") + 3;
    String[] segments = origin.substring(from).split("/", -1);
    for (int i = segments.length - 2; i > 0; i--) {
      if (SEGMENT.matcher(segments[i]).matches()) {
        return segments[i];
      }
    }
    return null;
  }

  /** The id of a domain where the settings name it, else the domain. */
  String ofDomain(byte[] bytes, int start, int end) {
    String domain = text(bytes, start, end);
    String id = byDomain.get(domain.toLowerCase(Locale.ROOT));
    return id == null ? domain : id;
  }

  /** The same string for the same bytes, so that a line costs none. */
  String text(byte[] bytes, int start, int end) {
    if (end - start > MOST_BYTES) {
      return UNKNOWN;
    }
    if (java.util.Arrays.equals(bytes, start, end, lastBytes, 0, lastBytes.length)) {
      return lastValue;
    }
    String value = new String(bytes, start, end - start, StandardCharsets.UTF_8);
    if (value.length() > MOST_LENGTH) {
      return value;
    }
    if (interned.size() >= MOST_CACHED) {
      interned.clear();
    }
    lastValue = interned.computeIfAbsent(value, v -> v);
    lastBytes = java.util.Arrays.copyOfRange(bytes, start, end);
    return lastValue;
  }
}
