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

import ai.cequence.cloudfront.config.BridgeSettings;
import ai.cequence.cloudfront.config.ClientSecret;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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

/** The real client against a real server: certificates, hosts, connections that break. */
class TlsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  private WireMockServer server = new WireMockServer();

  @BeforeEach
  void startWithACertificateForLocalhost() throws Exception {
    Path store = folder.resolve("server.p12");
    keytool(
        "-genkeypair",
        "-alias",
        "server",
        "-keyalg",
        "RSA",
        "-dname",
        "CN=localhost",
        "-ext",
        "san=dns:localhost",
        "-validity",
        "2",
        "-storetype",
        "PKCS12",
        "-keystore",
        store.toString(),
        "-storepass",
        "changeit");
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "server",
        "-keystore",
        store.toString(),
        "-storepass",
        "changeit",
        "-file",
        folder.resolve("server.pem").toString());
    server =
        new WireMockServer(
            WireMockConfiguration.options()
                .bindAddress("127.0.0.1")
                .dynamicHttpsPort()
                .dynamicPort()
                .keystorePath(store.toString())
                .keystorePassword("changeit")
                .keyManagerPassword("changeit")
                .keystoreType("PKCS12"));
    server.start();
    server.stubFor(
        post(urlEqualTo("/token"))
            .willReturn(okJson("{\"access_token\":\"t\",\"expires_in\":60}")));
    server.stubFor(post(urlEqualTo("/in")).willReturn(aResponse().withStatus(202)));
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private static void keytool(String... arguments) throws IOException, InterruptedException {
    String[] command = new String[arguments.length + 1];
    command[0] = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    process.getInputStream().transferTo(output);
    assertThat(process.waitFor()).as(output.toString(StandardCharsets.UTF_8)).isZero();
  }

  private BridgeSettings settings(String host, boolean verify, @Nullable Path authorities) {
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
        null,
        null);
  }

  private CompletableFuture<Outcome> deliver(BridgeClient client) {
    return client.submit(Delivery.first(batch("E1", "a")), updated -> {});
  }

  private BridgeClients.Lease acquire(BridgeSettings settings) throws IOException {
    byte[] pem = Files.readAllBytes(folder.resolve("server.pem"));
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
    try (BridgeClients.Lease lease =
        acquire(settings("localhost", true, folder.resolve("server.pem")))) {
      assertThat(deliver(lease.client()).get(30, TimeUnit.SECONDS))
          .isInstanceOf(Outcome.Delivered.class);
    }
    try (BridgeClients.Lease lease =
        acquire(settings("127.0.0.1", true, folder.resolve("server.pem")))) {
      CompletableFuture<Outcome> outcome = deliver(lease.client());
      assertThatThrownBy(() -> outcome.get(2, TimeUnit.SECONDS))
          .isInstanceOf(java.util.concurrent.TimeoutException.class);
    }
    server.verify(1, postRequestedFor(urlEqualTo("/in")));
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
  void survivesConnectionsThatBreakAndNeverFollowsARedirect() throws Exception {
    try (BridgeClients.Lease lease =
        acquire(settings("localhost", true, folder.resolve("server.pem")))) {
      for (Fault fault :
          new Fault[] {
            Fault.CONNECTION_RESET_BY_PEER, Fault.EMPTY_RESPONSE, Fault.MALFORMED_RESPONSE_CHUNK
          }) {
        server.stubFor(post(urlEqualTo("/in")).willReturn(aResponse().withFault(fault)));
        CompletableFuture<Outcome> outcome = deliver(lease.client());
        long before = lease.client().counters().answers(0);
        await().atMost(PATIENCE).until(() -> lease.client().counters().answers(0) > before);
        assertThat(outcome).isNotDone();
        server.stubFor(post(urlEqualTo("/in")).willReturn(aResponse().withStatus(202)));
        assertThat(outcome.get(30, TimeUnit.SECONDS)).isInstanceOf(Outcome.Delivered.class);
      }
      server.stubFor(
          post(urlEqualTo("/in"))
              .willReturn(aResponse().withStatus(307).withHeader("Location", "/elsewhere")));
      CompletableFuture<Outcome> outcome = deliver(lease.client());
      await().atMost(PATIENCE).until(() -> lease.client().counters().answers(3) > 0);
      server.verify(0, postRequestedFor(urlEqualTo("/elsewhere")));
      server.stubFor(post(urlEqualTo("/in")).willReturn(aResponse().withStatus(202)));
      assertThat(outcome.get(30, TimeUnit.SECONDS)).isInstanceOf(Outcome.Delivered.class);
    }
  }
}
