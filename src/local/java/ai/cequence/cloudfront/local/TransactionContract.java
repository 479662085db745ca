package ai.cequence.cloudfront.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the Bridge expects of a request body, member by member. Written from the interface's
 * description alone.
 */
final class TransactionContract {
  private static final Pattern TIMESTAMP = Pattern.compile("\\d+\\.\\d{3}");
  private static final Pattern STATUS = Pattern.compile("\\d{3}");
  private static final Pattern URI = Pattern.compile("[\\x21-\\x7E]+");
  private static final Set<String> TOP =
      Set.of("timestamp", "version", "transaction-id", "request", "response", "txn-meta-data");

  private TransactionContract() {}

  /** Problems of a whole body; empty where it is as it should be. */
  static List<String> problems(JsonNode body) {
    List<String> problems = new ArrayList<>();
    JsonNode data = body.path("data");
    if (!data.isArray() || data.isEmpty() || body.size() != 1) {
      problems.add("body: expected {\"data\":[…]} with at least one transaction");
      return problems;
    }
    String distribution = data.get(0).at("/txn-meta-data/source_info/pool_id").asText();
    String before = "";
    for (JsonNode transaction : data) {
      check(transaction, problems);
      if (!transaction.at("/txn-meta-data/source_info/pool_id").asText().equals(distribution)) {
        problems.add("pool_id: expected one distribution a request");
      }
      // Digits of equal length order as numbers do.
      String order =
          transaction.path("timestamp").asText()
              + ' '
              + transaction.path("transaction-id").asText();
      if (order.compareTo(before) < 0) {
        problems.add("order: expected transactions by timestamp, then id");
      }
      before = order;
    }
    return problems;
  }

  private static void check(JsonNode t, List<String> problems) {
    members(t, "transaction", TOP, problems);
    text(t, "/timestamp", TIMESTAMP, problems);
    expect("1.0".equals(t.path("version").asText()), "version: expected 1.0", problems);
    expect(!t.path("transaction-id").asText().isEmpty(), "transaction-id: expected text", problems);
    nonEmpty(t, "/request/client-ip", problems);
    nonEmpty(t, "/request/http-scheme", problems);
    nonEmpty(t, "/request/http-method", problems);
    text(t, "/request/uri-query-fragment", URI, problems);
    expect(t.at("/request/host").isTextual(), "host: expected text", problems);
    nonEmpty(t, "/request/connection/connection-ip", problems);
    nonEmpty(t, "/request/connection/server-ip", problems);
    expect(
        t.at("/request/connection/connection-port").isInt(),
        "connection-port: expected a number",
        problems);
    int port = t.at("/request/connection/server-port").asInt();
    expect(port == 80 || port == 443, "server-port: expected 80 or 443", problems);
    text(t, "/response/status-code", STATUS, problems);
    headers(t.at("/request/headers"), problems);
    headers(t.at("/response/headers"), problems);
    body(t.at("/request/body"), problems);
    body(t.at("/response/body"), problems);
    expect(
        "cloudfront".equals(t.at("/txn-meta-data/source_info/type").asText()),
        "source_info.type: expected cloudfront",
        problems);
    nonEmpty(t, "/txn-meta-data/source_info/version", problems);
    nonEmpty(t, "/txn-meta-data/source_info/pool_id", problems);
    nonEmpty(t, "/txn-meta-data/source_info/instance_id", problems);
    JsonNode extractions = t.at("/txn-meta-data/data_extractions");
    expect(extractions.isObject(), "data_extractions: expected an object", problems);
    for (Map.Entry<String, JsonNode> extraction : extractions.properties()) {
      expect(
          extraction.getValue().isTextual() && !extraction.getValue().asText().isEmpty(),
          "data_extractions: expected text",
          problems);
    }
  }

  private static void members(
      JsonNode node, String name, Set<String> expected, List<String> problems) {
    Iterator<String> names = node.fieldNames();
    while (names.hasNext()) {
      String member = names.next();
      expect(expected.contains(member), name + ": unexpected member " + member, problems);
    }
  }

  private static void headers(JsonNode headers, List<String> problems) {
    if (!headers.isArray()) {
      problems.add("headers: expected an array");
      return;
    }
    for (JsonNode header : headers) {
      String text = header.asText();
      int colon = text.indexOf(':');
      boolean valid = header.isTextual() && colon > 0;
      if (valid) {
        try {
          Base64.getDecoder().decode(text.substring(colon + 1));
        } catch (IllegalArgumentException e) {
          valid = false;
        }
      }
      expect(valid, "headers: expected name:base64", problems);
    }
  }

  private static void body(JsonNode body, List<String> problems) {
    expect(
        body.path("length").asInt(-1) == 0 && "".equals(body.path("data").asText("x")),
        "body: expected an empty one",
        problems);
  }

  private static void nonEmpty(JsonNode node, String pointer, List<String> problems) {
    expect(
        node.at(pointer).isTextual() && !node.at(pointer).asText().isEmpty(),
        pointer + ": expected text",
        problems);
  }

  private static void text(JsonNode node, String pointer, Pattern pattern, List<String> problems) {
    JsonNode value = node.at(pointer);
    expect(
        value.isTextual() && pattern.matcher(value.asText()).matches(),
        pointer + ": expected text like " + pattern,
        problems);
  }

  private static void expect(boolean holds, String problem, List<String> problems) {
    if (!holds) {
      problems.add(problem);
    }
  }
}
