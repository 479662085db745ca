package ai.cequence.cloudfront.source.s3.split;

import ai.cequence.cloudfront.HashFunction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Identity of one object as it was stored once: 128 bits of a digest. An object that is written
 * again with other bytes has another one.
 *
 * @param high first eight bytes
 * @param low last eight bytes
 */
public record ObjectId(long high, long low) {

  /**
   * The identity of what a store has.
   *
   * @param location scheme, bucket and key, not encoded
   * @param version the object's ETag without quotes; null where the store has none
   */
  public static ObjectId of(String location, @Nullable String version) {
    byte[] digest =
        HashFunction.MD5
            .begin()
            .digest(
                (version == null ? location : location + '\n' + version)
                    .getBytes(StandardCharsets.UTF_8));
    ByteBuffer bytes = ByteBuffer.wrap(digest);
    return new ObjectId(bytes.getLong(), bytes.getLong());
  }

  @Override
  public String toString() {
    return "%016x%016x".formatted(high, low);
  }
}
