package ai.cequence.cloudfront.parse;

import ai.cequence.cloudfront.transaction.LogSource;
import java.nio.charset.StandardCharsets;

/**
 * The id of a record that was logged without one: the same for the same bytes at the same place of
 * the same object, however often it is read. A Kinesis record's place does not count.
 */
final class DerivedId {
  private DerivedId() {}

  /** 32 hex digits. */
  static String of(LogChunk chunk, long line, int start, int end) {
    Murmur3 murmur = new Murmur3();
    Decoded identity = new Decoded();
    if (chunk.source() == LogSource.S3) {
      String origin = chunk.origin();
      String place = origin.substring(origin.lastIndexOf('/') + 1) + '\n' + line + '\n';
      byte[] utf8 = place.getBytes(StandardCharsets.UTF_8);
      identity.append(utf8, 0, utf8.length);
    }
    identity.append(chunk.bytes(), start, end);
    murmur.hash(identity.bytes, 0, identity.length);
    return hex(murmur.high) + hex(murmur.low);
  }

  private static String hex(long value) {
    String digits = Long.toHexString(value);
    return "0".repeat(16 - digits.length()) + digits;
  }
}
