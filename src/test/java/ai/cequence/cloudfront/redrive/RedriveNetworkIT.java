package ai.cequence.cloudfront.redrive;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.local.LogGenerator;
import ai.cequence.cloudfront.testing.JobProcess;
import ai.cequence.cloudfront.testing.LoopbackProxy;
import ai.cequence.cloudfront.testing.S3MockProcess;
import ai.cequence.cloudfront.testing.ServerCertificate;
import ai.cequence.cloudfront.testing.TlsServer;
import com.github.tomakehurst.wiremock.WireMockServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * What lies between a process and the Bridge: a proxy that the process's environment names, and
 * authorities that lie in a bucket. Each process sends one dead letter.
 */
class RedriveNetworkIT {
  private static final String AUTH = "auth.test";
  private static final String BRIDGE = "bridge.test";

  @TempDir Path folder;

  private WireMockServer server = new WireMockServer();
  private Path letters = Path.of(".");

  @BeforeEach
  void start() throws Exception {
    ServerCertificate certificate = ServerCertificate.create(folder, BRIDGE, "-validity", "2");
    server = TlsServer.start(certificate, true);
    server.stubFor(
        post(urlEqualTo("/token"))
            .willReturn(okJson("{\"access_token\":\"t\",\"expires_in\":60}")));
    server.stubFor(post(urlEqualTo("/in")).willReturn(aResponse().withStatus(202)));
    letters = Files.createDirectories(folder.resolve("letters/2026/01/31/10"));
    Files.writeString(
        letters.resolve("a.ndjson"),
        Letters.refused(Letters.transactions(new LogGenerator(5), 1).get(0)) + "\n");
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  /** Sends the dead letter; neither host resolves but where a file says so. */
  private JobProcess redrive(Map<String, String> environment, URI auth, URI edge, String... more)
      throws Exception {
    List<String> arguments = new ArrayList<>();
    List<String> settings =
        new ArrayList<>(
            List.of(
                "source/s3.paths=" + folder.resolve("logs").toUri(),
                "bridge/auth-endpoint=" + auth,
                "bridge/edge-endpoint=" + edge,
                "bridge/client-id=test",
                "bridge/client-secret=test",
                "dead-letter/path=" + folder.resolve("letters").toUri()));
    settings.addAll(List.of(more));
    settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    arguments.addAll(List.of("--patience", "20"));
    Path hosts = folder.resolve("hosts");
    Files.writeString(hosts, "127.0.0.1 localhost %s %s\n".formatted(AUTH, BRIDGE));
    Map<String, String> all = new HashMap<>(environment);
    all.put("JAVA_TOOL_OPTIONS", "-Djdk.net.hosts.file=" + hosts);
    return JobProcess.start(folder, Redrive.class.getName(), all, arguments.toArray(new String[0]));
  }

  /** Of a process in a network with a proxy, whatever this one is in. */
  private static Map<String, String> environment(LoopbackProxy proxy, String excluded) {
    return Map.of(
        "HTTP_PROXY", proxy.url().toString(),
        "HTTPS_PROXY", proxy.url().toString(),
        "NO_PROXY", excluded);
  }

  private URI http(String host, String path) {
    return URI.create("http://" + host + ":" + server.port() + path);
  }

  private URI https(String path) {
    return URI.create("https://" + BRIDGE + ":" + server.httpsPort() + path);
  }

  private static void succeeds(JobProcess process) throws Exception {
    assertThat(process.await()).as(process.output()).isZero();
    assertThat(process.output()).containsPattern("refused +1  delivered, moved");
  }

  private static List<String> firstLines(LoopbackProxy proxy) {
    return proxy.asked().stream().map(head -> head.lines().findFirst().orElse("")).toList();
  }

  @Test
  void aProxyForwardsRequestsInClear() throws Exception {
    try (LoopbackProxy proxy = new LoopbackProxy(server.port());
        JobProcess process =
            redrive(environment(proxy, ""), http(AUTH, "/token"), http(BRIDGE, "/in"))) {
      succeeds(process);
      assertThat(firstLines(proxy))
          .containsExactly(
              "POST " + http(AUTH, "/token") + " HTTP/1.1",
              "POST " + http(BRIDGE, "/in") + " HTTP/1.1");
    }
    server.verify(1, postRequestedFor(urlEqualTo("/in")));
  }

  @Test
  void aProxyTunnelsTls() throws Exception {
    try (LoopbackProxy proxy = new LoopbackProxy(server.httpsPort());
        JobProcess process =
            redrive(
                environment(proxy, "other.test"),
                https("/token"),
                https("/in"),
                "bridge/tls.ca-file=" + folder.resolve(BRIDGE + ".pem").toUri())) {
      succeeds(process);
      assertThat(firstLines(proxy))
          .isNotEmpty()
          .containsOnly("CONNECT " + BRIDGE + ":" + server.httpsPort() + " HTTP/1.1");
    }
    server.verify(1, postRequestedFor(urlEqualTo("/token")));
    server.verify(1, postRequestedFor(urlEqualTo("/in")));
  }

  @ParameterizedTest
  @ValueSource(strings = {AUTH, BRIDGE})
  void aHostThatIsExcludedIsReachedWithoutTheProxy(String excluded) throws Exception {
    try (LoopbackProxy proxy = new LoopbackProxy(server.port());
        JobProcess process =
            redrive(environment(proxy, excluded), http(AUTH, "/token"), http(BRIDGE, "/in"))) {
      succeeds(process);
      URI left = excluded.equals(AUTH) ? http(BRIDGE, "/in") : http(AUTH, "/token");
      assertThat(firstLines(proxy)).containsExactly("POST " + left + " HTTP/1.1");
    }
    server.verify(1, postRequestedFor(urlEqualTo("/token")));
    server.verify(1, postRequestedFor(urlEqualTo("/in")));
  }

  @Test
  void authoritiesLieInABucketAndAreMissedWhereTheyDoNot() throws Exception {
    try (S3MockProcess s3 = S3MockProcess.start(folder);
        S3Client client = s3.client()) {
      client.createBucket(r -> r.bucket("authorities"));
      client.putObject(
          r -> r.bucket("authorities").key("bridge.pem"),
          RequestBody.fromFile(folder.resolve(BRIDGE + ".pem")));
      client.putObject(r -> r.bucket("authorities").key("empty.pem"), RequestBody.fromString(""));

      assertThat(failure(s3, "s3://authorities/missing.pem"))
          .contains(
              "bridge/tls.ca-file: expected a readable file at s3://authorities/missing.pem, found"
                  + " none");
      assertThat(failure(s3, "s3://authorities/empty.pem"))
          .contains("bridge/tls.ca-file: expected PEM certificates, found none");
      server.verify(0, postRequestedFor(anyUrl()));
      assertThat(letters.resolve("a.ndjson")).exists();

      try (JobProcess process = trusting(s3, "s3://authorities/bridge.pem")) {
        succeeds(process);
      }
      server.verify(1, postRequestedFor(urlEqualTo("/in")));
    }
  }

  private String failure(S3MockProcess s3, String authorities) throws Exception {
    try (JobProcess process = trusting(s3, authorities)) {
      assertThat(process.await()).as(process.output()).isEqualTo(2);
      return process.output();
    }
  }

  private JobProcess trusting(S3MockProcess s3, String authorities) throws Exception {
    Map<String, String> environment = new HashMap<>(S3MockProcess.environment());
    Stream.of("HTTP_PROXY", "HTTPS_PROXY").forEach(name -> environment.put(name, ""));
    return redrive(
        environment,
        https("/token"),
        https("/in"),
        "source/s3.endpoint=" + s3.endpoint(),
        "bridge/tls.ca-file=" + authorities);
  }
}
