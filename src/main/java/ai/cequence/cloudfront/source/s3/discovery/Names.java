package ai.cequence.cloudfront.source.s3.discovery;

import java.util.regex.Pattern;

/** Names of objects and folders. */
final class Names {
  private static final Pattern STANDARD =
      Pattern.compile("[^./]+\\.\\d{4}-\\d{2}-\\d{2}-\\d{2}\\.[^/]+");

  private Names() {}

  /** Whether a name is that of a standard log: {@code E2EXAMPLE.2026-01-31-14.id.gz}. */
  static boolean isStandard(String name) {
    return STANDARD.matcher(name).matches();
  }

  /** Whether names like this are no logs: temporary files, metadata. */
  static boolean isHidden(String name) {
    return name.startsWith(".") || name.startsWith("_");
  }

  /** The last segment of a key; empty for a folder marker. */
  static String last(String key) {
    return key.substring(key.lastIndexOf('/') + 1);
  }

  /** What stands before the first dot of a standard log's name. */
  static String distribution(String name) {
    return name.substring(0, name.indexOf('.'));
  }
}
