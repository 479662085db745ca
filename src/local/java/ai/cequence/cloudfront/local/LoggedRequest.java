package ai.cequence.cloudfront.local;

import ai.cequence.cloudfront.parse.LogFields;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * One request as CloudFront logs it, to be written in each of its formats. Values are those of
 * standard logs by their v1 names, encoded as logged; a missing one reads {@code -}.
 *
 * <p>Immutable by agreement: the map is not copied.
 *
 * @param columns values by CloudFront name; {@code timestamp(ms)}, {@code cs-accept}, {@code
 *     cs-accept-encoding} and {@code cs-headers} may be among them
 */
public record LoggedRequest(Map<String, String> columns) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NONE = "-";

  /** The columns of a line of standard logs (v1), its line feed left out. */
  static LoggedRequest ofV1(String line) {
    Map<String, String> columns = new LinkedHashMap<>();
    String[] values = line.split("\t", -1);
    for (int i = 0; i < values.length; i++) {
      columns.put(LogFields.STANDARD.get(i), values[i]);
    }
    return new LoggedRequest(columns);
  }

  /** Values under a header, or of v1 and plain logs; no line feed. */
  public String delimited(List<String> fields, String delimiter) {
    StringJoiner line = new StringJoiner(delimiter);
    for (String field : fields) {
      line.add(value(field));
    }
    return line.toString();
  }

  /** One object of standard logs (v2), all values text; no line feed. */
  public String json(List<String> fields) {
    Map<String, String> object = new LinkedHashMap<>();
    for (String field : fields) {
      object.put(field, value(field));
    }
    try {
      return JSON.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A map of texts is always JSON", e);
    }
  }

  /**
   * A real-time record, in which host and query lie elsewhere; no line feed.
   *
   * @param fields in canonical order
   */
  public String realTime(List<String> fields) {
    StringJoiner line = new StringJoiner("\t");
    for (String field : fields) {
      line.add(realTimeValue(field));
    }
    return line.toString();
  }

  /** A value of standard logs. */
  public String value(String field) {
    return columns.getOrDefault(field, NONE);
  }

  private String realTimeValue(String field) {
    return switch (field) {
      case "timestamp" -> timestamp();
      case "cs-host" -> value("x-host-header");
      case "x-host-header" -> value("cs(Host)");
      case "cs-uri-stem" ->
          value("cs-uri-query").equals(NONE)
              ? value("cs-uri-stem")
              : value("cs-uri-stem") + '?' + value("cs-uri-query");
      case "cs-user-agent" -> value("cs(User-Agent)");
      case "cs-referer" -> value("cs(Referer)");
      case "cs-cookie" -> value("cs(Cookie)");
      case "c-ip-version" -> value("c-ip").indexOf(':') < 0 ? "IPv4" : "IPv6";
      case "cs-headers" -> columns.containsKey(field) ? value(field) : headers(true);
      case "cs-header-names" -> columns.containsKey(field) ? value(field) : headers(false);
      case "cs-headers-count" -> String.valueOf(headers(false).split("%0A", 0).length);
      default -> value(field);
    };
  }

  /** Seconds with three decimals. */
  private String timestamp() {
    String millis = value("timestamp(ms)");
    if (millis.equals(NONE)) {
      return Instant.parse(value("date") + 'T' + value("time") + 'Z').getEpochSecond() + ".000";
    }
    int point = millis.length() - 3;
    return millis.substring(0, point) + '.' + millis.substring(point);
  }

  /** What {@code cs-headers} and {@code cs-header-names} hold of a viewer on HTTP/2. */
  private String headers(boolean values) {
    StringBuilder headers = new StringBuilder();
    header(headers, "host", value("x-host-header"), values);
    header(headers, "user-agent", value("cs(User-Agent)"), values);
    header(headers, "accept", "*/*", values);
    header(headers, "accept-encoding", "gzip,%20br", values);
    header(headers, "referer", value("cs(Referer)"), values);
    return headers.toString();
  }

  private static void header(StringBuilder to, String name, String value, boolean withValue) {
    if (!value.equals(NONE)) {
      to.append(name).append(withValue ? ":" + value : "").append("%0A");
    }
  }
}
