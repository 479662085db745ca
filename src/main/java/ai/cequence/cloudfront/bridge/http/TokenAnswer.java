package ai.cequence.cloudfront.bridge.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a token endpoint said with 2xx. Never shows the token.
 *
 * @param token empty where there is a problem
 * @param lifeMillis how long it is good
 * @param problem what the endpoint answers instead, or null
 */
record TokenAnswer(String token, long lifeMillis, @Nullable String problem) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long DEFAULT_LIFE_SECONDS = 1800;
  private static final long LONGEST_LIFE_SECONDS = 86_400;

  static TokenAnswer of(byte[] body) {
    JsonNode json;
    try {
      json = JSON.readTree(new String(body, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      return new TokenAnswer("", 0, "with something that is no JSON");
    }
    String value = json.path("access_token").asText("");
    if (value.isEmpty() || value.chars().anyMatch(c -> c <= ' ' || c >= 0x7F)) {
      return new TokenAnswer("", 0, "without a usable access_token");
    }
    long seconds = json.path("expires_in").asLong(DEFAULT_LIFE_SECONDS);
    return new TokenAnswer(
        value, Math.max(1, Math.min(LONGEST_LIFE_SECONDS, seconds)) * 1000, null);
  }

  @Override
  public String toString() {
    return problem == null ? "a token for " + lifeMillis + " ms" : problem;
  }
}
