package ai.cequence.cloudfront.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartupSummaryTest {
  private static PropertySource minimal() {
    return PropertySource.empty("test")
        .with("source", "s3.paths", "s3://logs/cf")
        .with("bridge", "auth-endpoint", "auth.example.com")
        .with("bridge", "edge-endpoint", "https://bridge.example.com:9443")
        .with("bridge", "client-id", "client-1")
        .with("bridge", "client-secret", "hunter2")
        .with("dead-letter", "path", "s3://logs/dead");
  }

  @Test
  void saysAllThatAnOperatorAsksFirst() {
    PropertySource source =
        minimal()
            .with("filter", "static-extensions", "jpg,css")
            .with("filter", "excluded-paths", "/health")
            .with("filter", "redact-cookies", "session")
            .with("filter", "redact-headers", "authorization")
            .with("dedup", "heap", "240 MB");

    assertThat(StartupSummary.of(SettingsLoader.load(source), "1.2.3"))
        .containsExactly(
            "cloudfront-bridge 1.2.3",
            "Reads S3 paths [s3://logs/cf/], continuous by listing",
            "Leaves out 2 static extensions and 1 excluded paths; redacts 2 names",
            "Remembers ids for 120 min, 10,000,000 a subtask on the heap, more on disk",
            "Closes a window after 5,000 ms, 250 transactions or 1,000,000 bytes",
            "Sends to https://bridge.example.com:9443/api-transactions as client-1," + " 8 at once",
            "Tokens from"
                + " https://auth.example.com/auth/realms/cequence/protocol/openid-connect/token",
            "Dead letters in s3://logs/dead/, ledger beside",
            "✅ lines follow each 60 s; see docs/metrics.md and docs/operations.md");
  }

  @Test
  void namesBothSourcesAndThatNothingIsDeduplicated() {
    PropertySource source =
        minimal()
            .with("source", "type", "s3,kinesis")
            .with("source", "s3.mode", "continuous")
            .with(
                "source", "kinesis.stream-arns", "arn:aws:kinesis:eu-west-1:123456789012:stream/c")
            .with("source", "kinesis.fields", "timestamp,c-ip,sc-status,cs-method,cs-uri-stem")
            .with("source", "kinesis.initial-position", "TRIM_HORIZON")
            .with("source", "kinesis.reader", "efo")
            .with("dedup", "enabled", "false")
            .with("bridge", "gzip", "true");

    assertThat(StartupSummary.of(SettingsLoader.load(source), "1.2.3"))
        .contains(
            "Reads S3 paths [s3://logs/cf/], continuous by listing",
            "Reads Kinesis streams [arn:aws:kinesis:eu-west-1:123456789012:stream/c] by efo,"
                + " begun at TRIM_HORIZON, records of 5 fields",
            "Does not deduplicate")
        .anySatisfy(line -> assertThat(line).endsWith("8 at once, gzip"))
        .noneSatisfy(line -> assertThat(line).contains("hunter2"));
  }

  @ParameterizedTest
  @CsvSource({
    "0 s, a line follows every request",
    "500 ms, lines follow each 500 ms",
    "2 min, lines follow each 120 s"
  })
  void saysHowOftenALineFollows(String interval, String said) {
    PropertySource source = minimal().with("logging", "report-interval", interval);

    assertThat(StartupSummary.of(SettingsLoader.load(source), "1.2.3"))
        .last()
        .asString()
        .contains(said + "; see");
  }
}
