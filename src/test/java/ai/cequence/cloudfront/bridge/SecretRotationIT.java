package ai.cequence.cloudfront.bridge;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;
import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.bridge.http.BridgeClients;
import ai.cequence.cloudfront.bridge.http.Delivery;
import ai.cequence.cloudfront.bridge.http.Outcome;
import ai.cequence.cloudfront.config.BridgeSettings;
import ai.cequence.cloudfront.config.ClientSecret;
import ai.cequence.cloudfront.testing.Transactions;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client secret of Secrets Manager's own interface, rotated while the job runs. */
class SecretRotationIT {
  private static final String ARN =
      "arn:aws:secretsmanager:eu-west-1:123456789012:secret:bridge-a1b2c3";

  private final WireMockServer server =
      new WireMockServer(WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort());
  private final Map<String, @Nullable String> before = new HashMap<>();

  @BeforeEach
  void start() {
    server.start();
    set("aws.endpointUrlSecretsManager", server.baseUrl());
    set("aws.accessKeyId", "test");
    set("aws.secretAccessKey", "test");
  }

  private void set(String property, String value) {
    before.put(property, System.setProperty(property, value));
  }

  @AfterEach
  void stop() {
    before.forEach(
        (property, value) -> {
          if (value == null) {
            System.clearProperty(property);
          } else {
            System.setProperty(property, value);
          }
        });
    server.stop();
  }

  /** What Secrets Manager gives from this state on, and what a token request does to it. */
  private void secret(String state, String stored) {
    server.stubFor(
        post(urlEqualTo("/"))
            .withHeader("X-Amz-Target", equalTo("secretsmanager.GetSecretValue"))
            .withRequestBody(containing(ARN))
            .inScenario("rotation")
            .whenScenarioStateIs(state)
            .willReturn(
                aResponse()
                    .withHeader("Content-Type", "application/x-amz-json-1.1")
                    .withBody("{\"ARN\":\"" + ARN + "\",\"SecretString\":\"" + stored + "\"}")));
  }

  @Test
  void aRotatedSecretIsFoundAfterA401() throws Exception {
    secret(STARTED, "old");
    secret("rotated", "{\\\"client_secret\\\":\\\"new\\\"}");
    server.stubFor(
        post(urlEqualTo("/token"))
            .withRequestBody(containing("client_secret=old"))
            .inScenario("rotation")
            .whenScenarioStateIs(STARTED)
            .willReturn(okJson("{\"access_token\":\"t1\",\"expires_in\":1800}")));
    server.stubFor(
        post(urlEqualTo("/token"))
            .withRequestBody(containing("client_secret=new"))
            .inScenario("rotation")
            .whenScenarioStateIs("rotated")
            .willReturn(okJson("{\"access_token\":\"t2\",\"expires_in\":1800}")));
    server.stubFor(
        post(urlEqualTo("/in"))
            .withHeader("Authorization", equalTo("Bearer t1"))
            .inScenario("rotation")
            .whenScenarioStateIs(STARTED)
            .willReturn(aResponse().withStatus(401))
            .willSetStateTo("rotated"));
    server.stubFor(
        post(urlEqualTo("/in"))
            .withHeader("Authorization", equalTo("Bearer t2"))
            .willReturn(aResponse().withStatus(202)));

    ClientSecret.Arn arn = new ClientSecret.Arn(ARN);
    URI base = URI.create(server.baseUrl());
    BridgeSettings settings =
        new BridgeSettings(
            base.resolve("/token"),
            base.resolve("/in"),
            "client",
            arn,
            Duration.ofSeconds(30),
            2,
            false,
            null,
            true,
            null,
            null);
    try (BridgeClients.Lease lease =
        BridgeClients.acquire(settings, "test", ClientSecrets.of(arn), () -> new byte[0])) {
      assertThat(
              lease
                  .client()
                  .submit(Delivery.first(Transactions.batch("E1", "a")), updated -> {})
                  .get(60, TimeUnit.SECONDS))
          .isInstanceOf(Outcome.Delivered.class);
    }
    server.verify(2, postRequestedFor(urlEqualTo("/")));
    server.verify(2, postRequestedFor(urlEqualTo("/in")));
  }
}
