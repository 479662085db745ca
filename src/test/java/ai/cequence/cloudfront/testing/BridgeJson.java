package ai.cequence.cloudfront.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Transactions in the form in which expectations are written: headers in clear text, constant
 * members checked and left out.
 */
public final class BridgeJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private BridgeJson() {}

  public static JsonNode parse(byte[] json) {
    try {
      return JSON.readTree(new String(json, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new AssertionError(
          "Expected JSON, found " + new String(json, StandardCharsets.UTF_8), e);
    }
  }

  /** A transaction as an expectation shows it. */
  public static ObjectNode readable(JsonNode transaction, String version, String instanceId) {
    expect(transaction, "/version", "1.0");
    expect(transaction, "/txn-meta-data/source_info/version", version);
    expect(transaction, "/txn-meta-data/source_info/type", "cloudfront");
    expect(transaction, "/txn-meta-data/source_info/instance_id", instanceId);
    for (String side : new String[] {"request", "response"}) {
      JsonNode body = transaction.at("/" + side + "/body");
      if (!body.toString().equals("{\"length\":0,\"data\":\"\"}")) {
        throw new AssertionError("Expected an empty body, found " + body);
      }
    }
    ObjectNode readable = JSON.createObjectNode();
    readable.set("timestamp", transaction.get("timestamp"));
    readable.set("transaction-id", transaction.get("transaction-id"));
    ObjectNode request = transaction.get("request").deepCopy();
    request.remove("body");
    request.set("headers", clear(transaction.at("/request/headers")));
    readable.set("request", request);
    readable.set("status-code", transaction.at("/response/status-code"));
    readable.set("response-headers", clear(transaction.at("/response/headers")));
    readable.set("pool_id", transaction.at("/txn-meta-data/source_info/pool_id"));
    readable.set("data_extractions", transaction.at("/txn-meta-data/data_extractions"));
    return readable;
  }

  /** {@code name:base64} to {@code name: text}. */
  public static ArrayNode clear(JsonNode headers) {
    ArrayNode clear = JSON.createArrayNode();
    for (JsonNode header : headers) {
      String text = header.asText();
      int colon = text.indexOf(':');
      byte[] value = Base64.getDecoder().decode(text.substring(colon + 1));
      clear.add(text.substring(0, colon) + ": " + new String(value, StandardCharsets.ISO_8859_1));
    }
    return clear;
  }

  private static void expect(JsonNode transaction, String pointer, String value) {
    if (!transaction.at(pointer).asText().equals(value)) {
      throw new AssertionError(
          "Expected " + value + " at " + pointer + ", found " + transaction.at(pointer));
    }
  }
}
