package ai.cequence.cloudfront.config;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.config.LoggingSettings.Level;
import ai.cequence.cloudfront.config.SourceSettings.Discovery;
import ai.cequence.cloudfront.config.SourceSettings.InitialPosition;
import ai.cequence.cloudfront.config.SourceSettings.OnExpiredPosition;
import ai.cequence.cloudfront.config.SourceSettings.Reader;
import ai.cequence.cloudfront.config.SourceSettings.SourceType;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.util.InstantiationUtil;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** What settings become where they are valid. */
class SettingsLoaderTest {

  /** The least that is valid. */
  static PropertySource minimal() {
    return PropertySource.empty("test")
        .with("source", "s3.paths", "s3://logs/cf")
        .with("bridge", "auth-endpoint", "auth.example.com")
        .with("bridge", "edge-endpoint", "https://bridge.example.com:9443")
        .with("bridge", "client-id", "client-1")
        .with("bridge", "client-secret-arn", "arn:aws:secretsmanager:eu-west-1:1:secret:s")
        .with("dead-letter", "path", "s3://logs/dead");
  }

  @Test
  void defaultsAreThoseOfTheContract() {
    Settings settings = SettingsLoader.load(minimal());

    assertThat(settings.source().types()).containsExactly(SourceType.S3);
    assertThat(settings.source().s3().paths()).containsExactly(URI.create("s3://logs/cf/"));
    assertThat(settings.source().s3().bounded()).isFalse();
    assertThat(settings.source().s3().discovery()).isEqualTo(Discovery.LISTING);
    assertThat(settings.source().s3().discoveryInterval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.source().s3().lookback()).isEqualTo(Duration.ofHours(25));
    assertThat(settings.source().s3().delimiter()).isEqualTo("\t");
    assertThat(settings.source().s3().fields()).isEmpty();
    assertThat(settings.source().s3().maxLineBytes()).isEqualTo(1_000_000);
    assertThat(settings.source().s3().maxObjectBytes()).isEqualTo(20_000_000_000L);
    assertThat(settings.source().kinesis().initialPosition()).isEqualTo(InitialPosition.LATEST);
    assertThat(settings.source().kinesis().reader()).isEqualTo(Reader.POLLING);
    assertThat(settings.source().kinesis().onExpiredPosition())
        .isEqualTo(OnExpiredPosition.CONTINUE);
    assertThat(settings.filter().staticExtensions()).contains("jpg", "css", "js", "woff2");
    assertThat(settings.filter().staticExtensions()).doesNotContain("json", "html", "xml", "txt");
    assertThat(settings.dedup())
        .isEqualTo(new DedupSettings(true, Duration.ofHours(2), 512_000_000L));
    assertThat(settings.window())
        .isEqualTo(new WindowSettings(Duration.ofSeconds(5), 250, 1_000_000));
    assertThat(settings.bridge().tokenUrl())
        .isEqualTo(
            URI.create(
                "https://auth.example.com/auth/realms/cequence/protocol/openid-connect/token"));
    assertThat(settings.bridge().ingestUrl())
        .isEqualTo(URI.create("https://bridge.example.com:9443/api-transactions"));
    assertThat(settings.bridge().requestTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.bridge().maxInFlight()).isEqualTo(8);
    assertThat(settings.bridge().gzip()).isFalse();
    assertThat(settings.bridge().tlsVerify()).isTrue();
    assertThat(settings.deadLetter().path()).isEqualTo(URI.create("s3://logs/dead/"));
    assertThat(settings.logging())
        .isEqualTo(new LoggingSettings(Level.INFO, Duration.ofSeconds(60)));
  }

  @Test
  void everyKeyReachesItsSetting() {
    Map<Key, String> values = new HashMap<>();
    values.put(Key.SOURCE_TYPE, "s3,kinesis");
    values.put(Key.S3_PATHS, "s3://a/x, s3a://b/y/");
    values.put(Key.S3_MODE, "CONTINUOUS");
    values.put(Key.S3_DISCOVERY, "sqs");
    values.put(Key.S3_DISCOVERY_INTERVAL, "3 s");
    values.put(Key.S3_LOOKBACK, "PT26H");
    values.put(Key.S3_LISTING_TIMEOUT, "2 h");
    values.put(Key.S3_CROSS_CHECK_INTERVAL, "30 min");
    values.put(Key.S3_QUEUE_URL, "https://sqs.eu-west-1.amazonaws.com/1/q");
    values.put(Key.S3_FROM, "2026-01-01T00:00:00Z");
    values.put(Key.S3_TO, "2026-01-01T01:00:00Z");
    values.put(Key.S3_FIELDS, "date,time, c-ip");
    values.put(Key.S3_DELIMITER, "|");
    values.put(Key.S3_ENDPOINT, "http://127.0.0.1:9090");
    values.put(Key.S3_MAX_LINE_SIZE, "2 MiB");
    values.put(Key.S3_MAX_OBJECT_SIZE, "3 GB");
    values.put(Key.KINESIS_STREAM_ARNS, "arn:aws:kinesis:eu-west-1:123456789012:stream/cloudfront");
    values.put(Key.KINESIS_FIELDS, "cs-uri-stem,c-ip,timestamp,cs-method,sc-status");
    values.put(Key.KINESIS_INITIAL_POSITION, "AT_TIMESTAMP");
    values.put(Key.KINESIS_INITIAL_TIMESTAMP, "2026-01-02T00:00:00Z");
    values.put(Key.KINESIS_READER, "efo");
    values.put(Key.KINESIS_CONSUMER_NAME, "mine");
    values.put(Key.KINESIS_ON_EXPIRED_POSITION, "fail");
    values.put(Key.KINESIS_ENDPOINT, "http://127.0.0.1:4567");
    values.put(Key.DISTRIBUTIONS, "D111.cloudfront.net=E1, d222.cloudfront.net=E2");
    values.put(Key.STATIC_EXTENSIONS, ".JPG,png");
    values.put(Key.EXCLUDED_PATHS, "/health,/internal/**");
    values.put(Key.REDACT_QUERY, "token");
    values.put(Key.REDACT_COOKIES, "session");
    values.put(Key.REDACT_HEADERS, "X-Api-Key");
    values.put(Key.DEDUP_ENABLED, "false");
    values.put(Key.DEDUP_TTL, "25 h");
    values.put(Key.DEDUP_HEAP, "1 GB");
    values.put(Key.WINDOW_SIZE, "1 s");
    values.put(Key.WINDOW_MAX_TRANSACTIONS, "100");
    values.put(Key.WINDOW_MAX_BYTES, "500 kB");
    values.put(Key.AUTH_ENDPOINT, "http://127.0.0.1:1/token");
    values.put(Key.EDGE_ENDPOINT, "http://127.0.0.1:2/in?x=1");
    values.put(Key.CLIENT_ID, "c");
    values.put(Key.CLIENT_SECRET, "");
    values.put(Key.CLIENT_SECRET_ARN, "arn:aws:secretsmanager:eu-west-1:1:secret:s");
    values.put(Key.REQUEST_TIMEOUT, "20 s");
    values.put(Key.MAX_IN_FLIGHT, "3");
    values.put(Key.GZIP, "true");
    values.put(Key.TLS_CA_FILE, "/etc/ssl/ca.pem");
    values.put(Key.TLS_VERIFY, "true");
    values.put(Key.DEAD_LETTER_PATH, "file:///tmp/dead");
    values.put(Key.LOG_LEVEL, "DEBUG");
    values.put(Key.REPORT_INTERVAL, "0 s");
    assertThat(values).as("a key without a value in this test").hasSize(Key.values().length);
    assertThat(
            values.keySet().stream()
                .filter(key -> values.get(key).equalsIgnoreCase(key.defaultValue())))
        .as("a default shows nothing; each of these excludes another and has a test of its own")
        .containsExactlyInAnyOrder(Key.S3_MODE, Key.CLIENT_SECRET, Key.TLS_VERIFY);
    PropertySource source = PropertySource.empty("test");
    for (Map.Entry<Key, String> entry : values.entrySet()) {
      source = source.with(entry.getKey().group(), entry.getKey().key(), entry.getValue());
    }

    Settings settings = SettingsLoader.load(source);

    SourceSettings.S3Settings s3 = settings.source().s3();
    assertThat(settings.source().types()).containsExactlyInAnyOrder(SourceType.values());
    assertThat(s3.paths()).containsExactly(URI.create("s3://a/x/"), URI.create("s3a://b/y/"));
    assertThat(s3.discovery()).isEqualTo(Discovery.SQS);
    assertThat(s3.discoveryInterval()).isEqualTo(Duration.ofSeconds(3));
    assertThat(s3.lookback()).isEqualTo(Duration.ofHours(26));
    assertThat(s3.listingTimeout()).isEqualTo(Duration.ofHours(2));
    assertThat(s3.crossCheckInterval()).isEqualTo(Duration.ofMinutes(30));
    assertThat(s3.queueUrl()).isEqualTo(URI.create("https://sqs.eu-west-1.amazonaws.com/1/q"));
    assertThat(s3.from()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(s3.to()).isEqualTo(Instant.parse("2026-01-01T01:00:00Z"));
    assertThat(s3.fields()).containsExactly("date", "time", "c-ip");
    assertThat(s3.delimiter()).isEqualTo("|");
    assertThat(s3.endpoint()).isEqualTo(URI.create("http://127.0.0.1:9090"));
    assertThat(s3.maxLineBytes()).isEqualTo(2_097_152);
    assertThat(s3.maxObjectBytes()).isEqualTo(3_000_000_000L);
    SourceSettings.KinesisSettings kinesis = settings.source().kinesis();
    assertThat(kinesis.streamArns())
        .containsExactly("arn:aws:kinesis:eu-west-1:123456789012:stream/cloudfront");
    assertThat(kinesis.fields())
        .as("CloudFront's order, not the order of the setting")
        .containsExactly("timestamp", "c-ip", "sc-status", "cs-method", "cs-uri-stem");
    assertThat(kinesis.initialPosition()).isEqualTo(InitialPosition.AT_TIMESTAMP);
    assertThat(kinesis.initialTimestamp()).isEqualTo(Instant.parse("2026-01-02T00:00:00Z"));
    assertThat(kinesis.reader()).isEqualTo(Reader.EFO);
    assertThat(kinesis.consumerName()).isEqualTo("mine");
    assertThat(kinesis.onExpiredPosition()).isEqualTo(OnExpiredPosition.FAIL);
    assertThat(kinesis.endpoint()).isEqualTo(URI.create("http://127.0.0.1:4567"));
    assertThat(settings.source().distributions())
        .isEqualTo(Map.of("d111.cloudfront.net", "E1", "d222.cloudfront.net", "E2"));
    assertThat(settings.filter().staticExtensions()).containsExactlyInAnyOrder("jpg", "png");
    assertThat(settings.filter().excludedPaths()).containsExactly("/health", "/internal/**");
    assertThat(settings.filter().redactQuery()).containsExactly("token");
    assertThat(settings.filter().redactCookies()).containsExactly("session");
    assertThat(settings.filter().redactHeaders()).containsExactly("x-api-key");
    assertThat(settings.dedup())
        .isEqualTo(new DedupSettings(false, Duration.ofHours(25), 1_000_000_000L));
    assertThat(settings.window())
        .isEqualTo(new WindowSettings(Duration.ofSeconds(1), 100, 500_000));
    BridgeSettings bridge = settings.bridge();
    assertThat(bridge.tokenUrl()).isEqualTo(URI.create("http://127.0.0.1:1/token"));
    assertThat(bridge.ingestUrl()).isEqualTo(URI.create("http://127.0.0.1:2/in?x=1"));
    assertThat(bridge.clientId()).isEqualTo("c");
    assertThat(bridge.clientSecret())
        .isEqualTo(new ClientSecret.Arn("arn:aws:secretsmanager:eu-west-1:1:secret:s"));
    assertThat(bridge.requestTimeout()).isEqualTo(Duration.ofSeconds(20));
    assertThat(bridge.maxInFlight()).isEqualTo(3);
    assertThat(bridge.gzip()).isTrue();
    assertThat(bridge.tlsCaFile()).isEqualTo(URI.create("file:///etc/ssl/ca.pem"));
    assertThat(settings.deadLetter().path()).isEqualTo(URI.create("file:///tmp/dead/"));
    assertThat(settings.logging()).isEqualTo(new LoggingSettings(Level.DEBUG, Duration.ZERO));
  }

  @Test
  void keysThatExcludeOthersReachTheirSettingsToo() {
    Settings settings =
        SettingsLoader.load(
            minimal()
                .with("source", "s3.mode", "bounded")
                .with("bridge", "tls.verify", "false")
                .with("bridge", "client-secret-arn", "")
                .with("bridge", "client-secret", "hunter2"));

    assertThat(settings.source().s3().bounded()).isTrue();
    assertThat(settings.bridge().tlsVerify()).isFalse();
    assertThat(settings.bridge().clientSecret()).isEqualTo(new ClientSecret.Property());
  }

  @Test
  void noVerificationIsSaidAtStart() {
    assertThat(
            StartupWarnings.of(
                SettingsLoader.load(minimal().with("bridge", "tls.verify", "false"))))
        .singleElement(as(InstanceOfAssertFactories.STRING))
        .startsWith("bridge/tls.verify=false: any certificate is accepted");
  }

  @Test
  void settingsHoldNoSecret() throws IOException {
    PropertySource source =
        minimal()
            .with("bridge", "client-secret-arn", "")
            .with("bridge", "client-secret", "hunter2");

    Settings settings = SettingsLoader.load(source);

    assertThat(settings.toString()).doesNotContain("hunter2");
    // As they travel in the job graph.
    String serialized =
        new String(InstantiationUtil.serializeObject(settings), StandardCharsets.ISO_8859_1);
    assertThat(serialized).contains("bridge.example.com").doesNotContain("hunter2");
    source.install();
    assertThat(((ClientSecret.Property) settings.bridge().clientSecret()).ofProcess())
        .isEqualTo("hunter2");
  }

  @Test
  void warnsOfAShortMemoryWithBothSources() {
    PropertySource both =
        minimal()
            .with("source", "type", "s3,kinesis")
            .with(
                "source", "kinesis.stream-arns", "arn:aws:kinesis:eu-west-1:123456789012:stream/c")
            .with("source", "kinesis.fields", "timestamp,c-ip,sc-status,cs-method,cs-uri-stem");

    assertThat(StartupWarnings.of(SettingsLoader.load(both)))
        .singleElement()
        .asString()
        .contains("dedup/ttl=120 min", "25 h would take 2160 kB of heap for each transaction");
    assertThat(StartupWarnings.of(SettingsLoader.load(both.with("dedup", "ttl", "1499 min"))))
        .hasSize(1);
    assertThat(StartupWarnings.of(SettingsLoader.load(both.with("dedup", "ttl", "25 h"))))
        .isEmpty();
    assertThat(StartupWarnings.of(SettingsLoader.load(minimal()))).isEmpty();
  }

  @Test
  void latestIsFixedWhenTheJobIsBuilt() {
    Instant before = Instant.now();
    assertThat(SettingsLoader.load(minimal()).source().kinesis().initialTimestamp())
        .isBetween(before, Instant.now());
  }

  @Test
  void realTimeFieldsAreAllThere() {
    assertThat(RealTimeFields.ALL).hasSize(69).doesNotHaveDuplicates();
    assertThat(RealTimeFields.ALL)
        .containsSubsequence(List.of("fle-encrypted-fields", "fle-status"));
  }
}
