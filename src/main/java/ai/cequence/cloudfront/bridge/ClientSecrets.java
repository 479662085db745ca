package ai.cequence.cloudfront.bridge;

import ai.cequence.cloudfront.config.ClientSecret;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.function.Supplier;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * Reads the client secret where the settings say it is, anew at each call, so that a rotated one is
 * found.
 */
final class ClientSecrets {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ClientSecrets() {}

  static Supplier<String> of(ClientSecret secret) {
    if (secret instanceof ClientSecret.Arn stored) {
      return () -> ofSecretsManager(stored.arn());
    }
    return ((ClientSecret.Property) secret)::ofProcess;
  }

  private static String ofSecretsManager(String arn) {
    try (SecretsManagerClient client =
        SecretsManagerClient.builder()
            .region(Region.of(arn.split(":", -1)[3]))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build()) {
      return value(client.getSecretValue(request -> request.secretId(arn)).secretString());
    }
  }

  /**
   * The secret itself, or the member {@code client_secret} or {@code client-secret} of a JSON
   * object.
   */
  static String value(String stored) {
    String text = stored.strip();
    if (!text.startsWith("{")) {
      return text;
    }
    try {
      JsonNode json = JSON.readTree(text);
      for (String member : new String[] {"client_secret", "client-secret"}) {
        if (json.path(member).isTextual()) {
          return json.path(member).asText();
        }
      }
    } catch (JsonProcessingException e) {
      return text;
    }
    throw new IllegalStateException(
        "The secret is a JSON object; expected a member client_secret in it, found none");
  }
}
