package ai.cequence.cloudfront.bridge.http;

import static ai.cequence.cloudfront.testing.Transactions.batch;
import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.cequence.cloudfront.bridge.BridgeSink;
import ai.cequence.cloudfront.config.BridgeSettings;
import ai.cequence.cloudfront.config.ClientSecret;
import ai.cequence.cloudfront.config.Settings;
import ai.cequence.cloudfront.config.SettingsLoader;
import ai.cequence.cloudfront.testing.JobUnderTest;
import ai.cequence.cloudfront.testing.LogCapture;
import ai.cequence.cloudfront.testing.LoopbackProxy;
import ai.cequence.cloudfront.testing.ServerCertificate;
import ai.cequence.cloudfront.testing.TlsServer;
import com.github.tomakehurst.wiremock.WireMockServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real client against a real server: certificates, hosts, versions of HTTP, a proxy. */
class TlsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  private WireMockServer server = new WireMockServer();
  private ServerCertificate certificate = new ServerCertificate(Path.of("."), Path.of("."));

  @BeforeEach
  void startWithACertificateForLocalhost() throws Exception {
    serve("localhost", true, "-validity", "2");
  }

  private void serve(String host, boolean http2, String... validity) throws Exception {
    server.stop();
    certificate = ServerCertificate.create(Files.createTempDirectory(folder, "c"), host, validity);
    server = TlsServer.start(certificate, http2);
    server.stubFor(
        post(urlEqualTo("/token"))
            .willReturn(okJson("{\"access_token\":\"t\",\"expires_in\":60}")));
    server.stubFor(post(urlEqualTo("/in")).willReturn(aResponse().withStatus(202)));
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private BridgeSettings settings(String host, boolean verify, @Nullable Path authorities) {
    return settings(host, verify, authorities, null);
  }

  private BridgeSettings settings(
      String host, boolean verify, @Nullable Path authorities, @Nullable URI proxy) {
    URI base = URI.create("https://" + host + ":" + server.httpsPort());
    return new BridgeSettings(
        base.resolve("/token"),
        base.resolve("/in"),
        "client",
        new ClientSecret.Property(),
        Duration.ofSeconds(2),
        2,
        false,
        authorities == null ? null : authorities.toUri(),
        verify,
        proxy,
        proxy);
  }

  private CompletableFuture<Outcome> deliver(BridgeClient client) {
    return client.submit(Delivery.first(batch("E1", "a")), updated -> {});
  }

  private BridgeClients.Lease acquire(BridgeSettings settings) throws IOException {
    byte[] pem = Files.readAllBytes(certificate.pem());
    return BridgeClients.acquire(settings, "cloudfront-bridge/9.9", () -> "secret", () -> pem);
  }

  @Test
  void refusesACertificateThatNobodyVouchesFor() throws Exception {
    try (BridgeClients.Lease lease = acquire(settings("localhost", true, null))) {
      CompletableFuture<Outcome> outcome = deliver(lease.client());
      assertThatThrownBy(() -> outcome.get(2, TimeUnit.SECONDS))
          .isInstanceOf(java.util.concurrent.TimeoutException.class);
      server.verify(0, postRequestedFor(anyUrl()));
    }
  }

  @Test
  void trustsAGivenCertificateForItsHostAlone() throws Exception {
    try (BridgeClients.Lease lease = acquire(settings("localhost", true, certificate.pem()))) {
      assertThat(deliver(lease.client()).get(30, TimeUnit.SECONDS))
          .isInstanceOf(Outcome.Delivered.class);
    }
    try (BridgeClients.Lease lease = acquire(settings("127.0.0.1", true, certificate.pem()))) {
      CompletableFuture<Outcome> outcome = deliver(lease.client());
      assertThatThrownBy(() -> outcome.get(2, TimeUnit.SECONDS))
          .isInstanceOf(java.util.concurrent.TimeoutException.class);
    }
    server.verify(1, postRequestedFor(urlEqualTo("/in")));
  }

  @Test
  void theSettingsNameTheFileOfAuthorities() throws Exception {
    URI base = URI.create("https://localhost:" + server.httpsPort());
    Settings settings =
        SettingsLoader.load(
            JobUnderTest.properties(base, folder)
                .with("source", "s3.paths", folder.toUri().toString())
                .with("bridge", "auth-endpoint", base.resolve("/token").toString())
                .with("bridge", "edge-endpoint", base.resolve("/in").toString())
                .with("bridge", "tls.ca-file", certificate.pem().toUri().toString())
                .install());
    try (BridgeClients.Lease lease = BridgeSink.lease(settings.bridge())) {
      assertThat(deliver(lease.client()).get(30, TimeUnit.SECONDS))
          .isInstanceOf(Outcome.Delivered.class);
    }
  }

  @Test
  void acceptsAnythingWhereNothingIsVerified() throws Exception {
    try (BridgeClients.Lease lease = acquire(settings("127.0.0.1", false, null))) {
      assertThat(deliver(lease.client()).get(30, TimeUnit.SECONDS))
          .isInstanceOf(Outcome.Delivered.class);
    }
    server.verify(
        1,
        postRequestedFor(urlEqualTo("/in"))
            .withHeader("Authorization", equalTo("Bearer t"))
            .withHeader("Idempotency-Key", equalTo(batch("E1", "a").idempotencyKey())));
    server.verify(
        1,
        postRequestedFor(urlEqualTo("/token"))
            .withRequestBody(
                equalTo("grant_type=client_credentials&client_id=client&client_secret=secret")));
  }

  @Test
  void refusesAnExpiredCertificateEvenWhereItIsGiven() throws Exception {
    serve("localhost", true, "-startdate", "-3d", "-validity", "1");
    try (LogCapture log = new LogCapture(AccessToken.class);
        BridgeClients.Lease lease = acquire(settings("localhost", true, certificate.pem()))) {
      CompletableFuture<Outcome> outcome = deliver(lease.client());
      await()
          .atMost(PATIENCE)
          .until(
              () -> log.lines().stream().anyMatch(l -> l.contains("CertificateExpiredException")));
      assertThat(outcome).isNotDone();
      server.verify(0, postRequestedFor(anyUrl()));
    }
  }

  @ParameterizedTest
  @CsvSource({"true,HTTP/2.0", "false,HTTP/1.1"})
  void speaksTheNewestHttpThatTheBridgeSpeaks(boolean http2, String protocol) throws Exception {
    serve("localhost", http2, "-validity", "2");
    try (BridgeClients.Lease lease = acquire(settings("localhost", true, certificate.pem()))) {
      assertThat(deliver(lease.client()).get(30, TimeUnit.SECONDS))
          .isInstanceOf(Outcome.Delivered.class);
    }
    assertThat(server.findAll(postRequestedFor(anyUrl())))
        .hasSize(2)
        .allSatisfy(request -> assertThat(request.getProtocol()).isEqualTo(protocol));
  }

  @Test
  void tunnelsThroughAProxyWithoutTellingItAnything() throws Exception {
    serve("bridge.test", true, "-validity", "2");
    try (LoopbackProxy proxy = new LoopbackProxy(server.httpsPort());
        BridgeClients.Lease lease =
            acquire(settings("bridge.test", true, certificate.pem(), proxy.url()))) {
      assertThat(deliver(lease.client()).get(30, TimeUnit.SECONDS))
          .isInstanceOf(Outcome.Delivered.class);
      assertThat(proxy.asked())
          .isNotEmpty()
          .allSatisfy(
              head ->
                  assertThat(head)
                      .startsWith("CONNECT bridge.test:" + server.httpsPort() + " HTTP/1.1")
                      .doesNotContainIgnoringCase("authorization")
                      .doesNotContain("secret"));
    }
    server.verify(1, postRequestedFor(urlEqualTo("/in")));
  }
}
