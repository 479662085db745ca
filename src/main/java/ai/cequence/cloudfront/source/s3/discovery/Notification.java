package ai.cequence.cloudfront.source.s3.discovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One object that S3 tells of.
 *
 * @param bucket its bucket
 * @param key its key, not encoded
 * @param length stored bytes
 * @param version what tells it from others of its key: its ETag or, where none is told, its version
 *     or the sequencer of the notification
 * @param time of the notification
 */
record Notification(
    String bucket, String key, long length, @Nullable String version, Instant time) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A message that is no notification. */
  static final class Poison extends Exception {
    private static final long serialVersionUID = 1L;

    Poison(String message) {
      super(message);
    }
  }

  /**
   * Objects that a message tells of: straight from S3, through SNS or through EventBridge. None
   * where it tells of something else, such as S3's test or a deletion.
   */
  static List<Notification> parse(String body) throws Poison {
    JsonNode message = json(body);
    if (message.path("Type").asText().equals("Notification") && message.has("Message")) {
      message = json(message.get("Message").asText());
    }
    if (message.path("Event").asText().equals("s3:TestEvent")) {
      return List.of();
    }
    List<Notification> objects = new ArrayList<>();
    if (message.path("source").asText().equals("aws.s3")) {
      if (message.path("detail-type").asText().equals("Object Created")) {
        objects.add(ofEventBridge(message));
      }
      return objects;
    }
    if (!message.path("Records").isArray()) {
      throw new Poison("expected a notification of S3, SNS or EventBridge, found something else");
    }
    for (JsonNode event : message.get("Records")) {
      String name = event.path("eventName").asText();
      if (name.startsWith("ObjectCreated:") || name.startsWith("s3:ObjectCreated:")) {
        objects.add(ofS3(event));
      }
    }
    return objects;
  }

  private static JsonNode json(String text) throws Poison {
    try {
      JsonNode json = JSON.readTree(text);
      if (json != null && json.isObject()) {
        return json;
      }
    } catch (JsonProcessingException e) {
      throw new Poison("expected JSON, found " + e.getOriginalMessage());
    }
    throw new Poison("expected a JSON object, found something else");
  }

  private static Notification ofS3(JsonNode event) throws Poison {
    JsonNode s3 = event.path("s3");
    String encoded = text(s3.path("object"), "key");
    String key;
    try {
      key = URLDecoder.decode(encoded, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Poison("expected a URL-encoded key, found " + encoded);
    }
    return of(s3, key, text(event, "eventTime"), "eTag", "versionId");
  }

  /** EventBridge gives keys as they are. */
  private static Notification ofEventBridge(JsonNode event) throws Poison {
    JsonNode detail = event.path("detail");
    String key = text(detail.path("object"), "key");
    return of(detail, key, text(event, "time"), "etag", "version-id");
  }

  private static Notification of(
      JsonNode detail, String key, String time, String etag, String version) throws Poison {
    JsonNode object = detail.path("object");
    Instant instant;
    try {
      instant = Instant.parse(time);
    } catch (DateTimeException e) {
      throw new Poison("expected a time, found " + time);
    }
    String told = null;
    for (String member : new String[] {etag, version, "sequencer"}) {
      if (told == null && !object.path(member).asText().isEmpty()) {
        told = object.path(member).asText().replace("\"", "");
      }
    }
    String bucket = text(detail.path("bucket"), "name");
    return new Notification(bucket, key, object.path("size").asLong(1), told, instant);
  }

  private static String text(JsonNode parent, String member) throws Poison {
    String text = parent.path(member).asText();
    if (text.isEmpty()) {
      throw new Poison("expected a member " + member + ", found none");
    }
    return text;
  }
}
