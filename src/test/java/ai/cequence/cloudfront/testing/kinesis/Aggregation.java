package ai.cequence.cloudfront.testing.kinesis;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Records as the Kinesis Producer Library aggregates them. */
public final class Aggregation {
  private static final byte[] MAGIC = HexFormat.of().parseHex("f3899ac2");

  private Aggregation() {}

  /** User records under one partition key. */
  public static byte[] of(List<String> texts) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    field(1, "key".getBytes(StandardCharsets.UTF_8), body);
    for (String text : texts) {
      ByteArrayOutputStream user = new ByteArrayOutputStream();
      user.write(8);
      user.write(0);
      field(3, text.getBytes(StandardCharsets.UTF_8), user);
      field(3, user.toByteArray(), body);
    }
    return around(body.toByteArray());
  }

  /** Magic bytes before, digest behind. */
  public static byte[] around(byte[] body) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(MAGIC);
    all.writeBytes(body);
    try {
      all.writeBytes(MessageDigest.getInstance("MD5").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    return all.toByteArray();
  }

  private static void field(int number, byte[] bytes, ByteArrayOutputStream out) {
    out.write((number << 3) | 2);
    int length = bytes.length;
    while (length > 0x7F) {
      out.write((length & 0x7F) | 0x80);
      length >>>= 7;
    }
    out.write(length);
    out.writeBytes(bytes);
  }
}
