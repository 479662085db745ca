package ai.cequence.cloudfront.bridge.http;

import static ai.cequence.cloudfront.testing.Transactions.batch;
import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;
import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.config.BridgeSettings;
import ai.cequence.cloudfront.config.ClientSecret;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.trafficlistener.DoNothingWiremockNetworkTrafficListener;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The real client and transport against a real server that misbehaves. */
class BridgeFaultsIT {
  /** So long that a busy machine does not exceed it. */
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final int TAKEN = 202;

  private final AtomicInteger connections = new AtomicInteger();
  private final WireMockServer server =
      new WireMockServer(
          WireMockConfiguration.options()
              .bindAddress("127.0.0.1")
              .dynamicPort()
              .networkTrafficListener(
                  new DoNothingWiremockNetworkTrafficListener() {
                    @Override
                    public void opened(Socket socket) {
                      connections.incrementAndGet();
                    }
                  }));

  @BeforeEach
  void start() {
    server.start();
    stubToken(STARTED, "t1", STARTED);
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private void stubToken(String from, String token, String to) {
    server.stubFor(
        post(urlEqualTo("/token"))
            .inScenario("token")
            .whenScenarioStateIs(from)
            .willReturn(okJson("{\"access_token\":\"" + token + "\",\"expires_in\":1800}"))
            .willSetStateTo(to));
  }

  /** The answers in their order; the last one for ever. */
  private void answer(ResponseDefinitionBuilder... answers) {
    for (int i = 0; i < answers.length; i++) {
      server.stubFor(
          post(urlEqualTo("/in"))
              .inScenario("ingest")
              .whenScenarioStateIs(i == 0 ? STARTED : "answer " + i)
              .willReturn(answers[i])
              .willSetStateTo(i + 1 < answers.length ? "answer " + (i + 1) : state(i)));
    }
  }

  private static String state(int i) {
    return i == 0 ? STARTED : "answer " + i;
  }

  private BridgeClients.Lease acquire(Duration timeout) {
    URI base = URI.create(server.baseUrl());
    BridgeSettings settings =
        new BridgeSettings(
            base.resolve("/token"),
            base.resolve("/in"),
            "client",
            new ClientSecret.Property(),
            timeout,
            2,
            false,
            null,
            true,
            null,
            null);
    return BridgeClients.acquire(
        settings, "cloudfront-bridge/9.9", () -> "secret", () -> new byte[0]);
  }

  private static Outcome deliver(BridgeClients.Lease lease, String id) throws Exception {
    return lease
        .client()
        .submit(Delivery.first(batch("E1", id)), updated -> {})
        .get(30, TimeUnit.SECONDS);
  }

  private List<LoggedRequest> requests() {
    return server.findAll(postRequestedFor(urlEqualTo("/in")));
  }

  /** One batch that arrives after failed attempts, each with the same key and body. */
  private void deliverAfter(int failures, int statusClass) throws Exception {
    try (BridgeClients.Lease lease = acquire(TIMEOUT)) {
      assertThat(deliver(lease, "a")).isInstanceOf(Outcome.Delivered.class);
      assertThat(lease.client().counters().answers(statusClass)).isEqualTo(failures);
      assertThat(lease.client().counters().answers(2)).isEqualTo(1);
    }
    assertThat(requests())
        .hasSize(failures + 1)
        .allSatisfy(
            request -> {
              assertThat(request.getBody()).isEqualTo(batch("E1", "a").body());
              assertThat(request.getHeader("Idempotency-Key"))
                  .isEqualTo(batch("E1", "a").idempotencyKey());
            });
  }

  @Test
  void aTokenMayComeInALongAnswer() throws Exception {
    stubToken(STARTED, "t1\",\"refresh_token\":\"" + "r".repeat(40_000), STARTED);
    answer(aResponse().withStatus(TAKEN));
    try (BridgeClients.Lease lease = acquire(TIMEOUT)) {
      assertThat(deliver(lease, "a")).isInstanceOf(Outcome.Delivered.class);
    }
    assertThat(requests())
        .singleElement()
        .satisfies(
            request -> assertThat(request.getHeader("Authorization")).isEqualTo("Bearer t1"));
  }

  @Test
  void aStormOf429EndsInADelivery() throws Exception {
    ResponseDefinitionBuilder storm = aResponse().withStatus(429).withHeader("Retry-After", "1");
    answer(storm, storm, storm, aResponse().withStatus(TAKEN));
    deliverAfter(3, 4);
  }

  @Test
  void anAnswerAfterTheTimeoutCountsForNothing() throws Exception {
    answer(aResponse().withStatus(TAKEN).withFixedDelay(3_000), aResponse().withStatus(TAKEN));
    try (BridgeClients.Lease lease = acquire(Duration.ofSeconds(1))) {
      assertThat(deliver(lease, "a")).isInstanceOf(Outcome.Delivered.class);
      // A busy machine may let the second time out as well.
      assertThat(lease.client().counters().answers(0)).isPositive();
      assertThat(lease.client().counters().answers(2)).isEqualTo(1);
    }
    assertThat(requests())
        .hasSizeGreaterThan(1)
        .allSatisfy(
            request ->
                assertThat(request.getHeader("Idempotency-Key"))
                    .isEqualTo(batch("E1", "a").idempotencyKey()));
  }

  @Test
  void halfAnAnswerIsNone() throws Exception {
    answer(
        aResponse().withStatus(TAKEN).withBody("half").withHeader("Content-Length", "100"),
        aResponse().withStatus(TAKEN));
    deliverAfter(1, 0);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void aBrokenAnswerIsNone(Fault fault) throws Exception {
    answer(aResponse().withFault(fault), aResponse().withStatus(TAKEN));
    deliverAfter(1, 0);
  }

  @Test
  void aRedirectIsNeverFollowed() throws Exception {
    answer(
        aResponse().withStatus(307).withHeader("Location", "/elsewhere"),
        aResponse().withStatus(TAKEN));
    deliverAfter(1, 3);
    server.verify(0, postRequestedFor(urlEqualTo("/elsewhere")));
  }

  @Test
  void aGarbageBodyOfA2xxIsADelivery() throws Exception {
    byte[] garbage = new byte[100_000];
    new Random(1).nextBytes(garbage);
    answer(aResponse().withStatus(200).withBody(garbage));
    deliverAfter(0, 0);
  }

  @Test
  void anExpiredTokenIsReplacedOnce() throws Exception {
    stubToken(STARTED, "t1", "expired");
    stubToken("expired", "t2", "expired");
    answer(
        aResponse().withStatus(TAKEN), aResponse().withStatus(401), aResponse().withStatus(TAKEN));
    try (BridgeClients.Lease lease = acquire(TIMEOUT)) {
      for (String id : List.of("a", "b", "c")) {
        assertThat(deliver(lease, id)).isInstanceOf(Outcome.Delivered.class);
      }
    }
    assertThat(requests().stream().map(request -> request.getHeader("Authorization")))
        .containsExactlyInAnyOrder("Bearer t1", "Bearer t1", "Bearer t2", "Bearer t2");
    server.verify(
        2,
        postRequestedFor(urlEqualTo("/token"))
            .withRequestBody(
                equalTo("grant_type=client_credentials&client_id=client&client_secret=secret")));
  }

  @Test
  void connectionsAreUsedAgain() throws Exception {
    answer(aResponse().withStatus(TAKEN).withBody("some words"));
    try (BridgeClients.Lease lease = acquire(TIMEOUT)) {
      for (int i = 0; i < 20; i++) {
        assertThat(deliver(lease, "id" + i)).isInstanceOf(Outcome.Delivered.class);
      }
    }
    // One, and another where the next request comes before the last one has let go of it.
    assertThat(connections.get()).isBetween(1, 3);
  }
}
