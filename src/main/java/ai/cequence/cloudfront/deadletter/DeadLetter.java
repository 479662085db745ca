package ai.cequence.cloudfront.deadletter;

import ai.cequence.cloudfront.parse.Rejection;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** The lines of dead-letter files. */
final class DeadLetter {
  private static final JsonFactory JSON = new JsonFactory();

  private DeadLetter() {}

  private interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  /** A record that never became a transaction. */
  static byte[] of(Rejection rejection, Instant at) {
    return line(
        rejection.reason().word(),
        rejection.detail(),
        rejection.origin(),
        at,
        json -> {
          json.writeFieldName("record");
          json.writeBinary(rejection.record());
        });
  }

  /** A transaction that the Bridge will never take. */
  static byte[] of(RefusedTransaction refused, Instant at) {
    return line(
        RefusedTransaction.REASON,
        "the Bridge refuses this transaction on its own",
        refused.batch().id(0),
        at,
        json -> {
          json.writeFieldName("transaction");
          json.writeRawValue(new String(refused.batch().json(0), StandardCharsets.UTF_8));
          json.writeNumberField("status", refused.status());
          json.writeStringField("answer", refused.answer());
        });
  }

  private static byte[] line(
      String reason, String detail, String origin, Instant at, Members members) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("reason", reason);
      json.writeStringField("detail", detail);
      json.writeStringField("origin", origin);
      json.writeStringField("at", at.toString());
      members.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory failed", e);
    }
    return out.toByteArray();
  }
}
