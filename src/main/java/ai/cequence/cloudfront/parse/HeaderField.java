package ai.cequence.cloudfront.parse;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Request headers that have a field of their own, in the order in which a transaction lists them.
 */
enum HeaderField {
  HOST("host", null),
  USER_AGENT("user-agent", Field.USER_AGENT),
  REFERER("referer", Field.REFERER),
  COOKIE("cookie", Field.COOKIE),
  FORWARDED_FOR("x-forwarded-for", Field.FORWARDED_FOR),
  ACCEPT("accept", Field.ACCEPT),
  ACCEPT_ENCODING("accept-encoding", Field.ACCEPT_ENCODING);

  /** In order. */
  static final HeaderField[] ALL = values();

  private final String headerName;
  private final @Nullable Field field;

  @SuppressWarnings("ImmutableEnumChecker") // never written to
  private final byte[] name;

  /**
   * @param field null for the host, whose field depends on the kind of log
   */
  HeaderField(String headerName, @Nullable Field field) {
    this.headerName = headerName;
    this.field = field;
    this.name = headerName.getBytes(StandardCharsets.US_ASCII);
  }

  String headerName() {
    return headerName;
  }

  @Nullable Field field() {
    return field;
  }

  byte[] nameBytes() {
    return name;
  }

  boolean isNamed(byte[] bytes, int start, int end) {
    if (end - start != name.length) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      byte b = bytes[start + i];
      if ((b >= 'A' && b <= 'Z' ? b + 32 : b) != name[i]) {
        return false;
      }
    }
    return true;
  }

  /** The header that a field holds, or null. */
  static @Nullable HeaderField of(Field field) {
    if (field == Field.CS_HOST || field == Field.X_HOST_HEADER) {
      return HOST;
    }
    for (HeaderField header : values()) {
      if (header.field == field) {
        return header;
      }
    }
    return null;
  }
}
