package ai.cequence.cloudfront.testing.kinesis;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * One frame of {@code application/vnd.amazon.eventstream}: lengths of all and of the headers, their
 * CRC, headers, payload, CRC of all.
 */
final class EventStreamFrame {
  private static final int STRING = 7;
  private static final int FRAME = 16;

  private EventStreamFrame() {}

  static byte[] event(String type, byte[] json) {
    return frame(
        Map.of(":message-type", "event", ":event-type", type, ":content-type", "application/json"),
        json);
  }

  static byte[] exception(String type, byte[] json) {
    return frame(
        Map.of(
            ":message-type",
            "exception",
            ":exception-type",
            type,
            ":content-type",
            "application/json"),
        json);
  }

  private static byte[] frame(Map<String, String> headers, byte[] payload) {
    ByteArrayOutputStream encoded = new ByteArrayOutputStream();
    headers.forEach(
        (name, value) -> {
          byte[] key = name.getBytes(StandardCharsets.UTF_8);
          byte[] text = value.getBytes(StandardCharsets.UTF_8);
          encoded.write(key.length);
          encoded.writeBytes(key);
          encoded.write(STRING);
          encoded.write(text.length >> 8);
          encoded.write(text.length);
          encoded.writeBytes(text);
        });
    byte[] head = encoded.toByteArray();
    ByteBuffer frame = ByteBuffer.allocate(FRAME + head.length + payload.length);
    frame.putInt(frame.capacity()).putInt(head.length);
    frame.putInt(crc(frame));
    frame.put(head).put(payload);
    frame.putInt(crc(frame));
    return frame.array();
  }

  private static int crc(ByteBuffer frame) {
    CRC32 crc = new CRC32();
    crc.update(frame.duplicate().flip());
    return (int) crc.getValue();
  }
}
