package ai.cequence.cloudfront.redrive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One line of a dead-letter file.
 *
 * @param bytes the line, without its line feed
 * @param record the raw line that was rejected, or null
 * @param transaction the JSON that the Bridge refused, byte for byte, or null
 */
record DeadLetterLine(
    byte[] bytes,
    String reason,
    String detail,
    String origin,
    Instant at,
    byte @Nullable [] record,
    byte @Nullable [] transaction) {
  private static final JsonFactory JSON = new JsonFactory();

  /** Null where a line is no dead letter. */
  static @Nullable DeadLetterLine of(byte[] line) {
    try (JsonParser json = JSON.createParser(line)) {
      return read(line, json);
    } catch (IOException | DateTimeException e) {
      return null;
    }
  }

  private static @Nullable DeadLetterLine read(byte[] line, JsonParser json) throws IOException {
    String reason = null;
    String detail = "";
    String origin = null;
    Instant at = null;
    byte[] record = null;
    byte[] transaction = null;
    if (json.nextToken() != JsonToken.START_OBJECT) {
      return null;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (name.equals("transaction") && value == JsonToken.START_OBJECT) {
        int start = (int) json.currentTokenLocation().getByteOffset();
        json.skipChildren();
        transaction = Arrays.copyOfRange(line, start, (int) json.currentLocation().getByteOffset());
      } else if (value != JsonToken.VALUE_STRING) {
        json.skipChildren();
      } else if (name.equals("reason")) {
        reason = json.getText();
      } else if (name.equals("detail")) {
        detail = json.getText();
      } else if (name.equals("origin")) {
        origin = json.getText();
      } else if (name.equals("at")) {
        at = Instant.parse(json.getText());
      } else if (name.equals("record")) {
        record = json.getBinaryValue();
      }
    }
    boolean whole = json.nextToken() == null;
    if (!whole || reason == null || origin == null || at == null) {
      return null;
    }
    if ((record == null) == (transaction == null)) {
      return null;
    }
    return new DeadLetterLine(line, reason, detail, origin, at, record, transaction);
  }
}
