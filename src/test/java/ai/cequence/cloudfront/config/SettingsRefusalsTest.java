package ai.cequence.cloudfront.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which settings are refused, and what is said of them. */
class SettingsRefusalsTest {
  @Test
  void everyProblemIsReportedAtOnce() {
    PropertySource source =
        PropertySource.empty("test")
            .with("bridge", "edge-endpont", "x")
            .with("brige", "client-id", "x")
            .with("bridge", "gzip", "yes")
            .with("bridge", "client-secret", "hunter2")
            .with("bridge", "client-secret-arn", "arn:aws:secretsmanager:eu-west-1:1:secret:s")
            .with("window", "size", "5 parsecs");

    ConfigurationException e =
        catchThrowableOfType(ConfigurationException.class, () -> SettingsLoader.load(source));

    assertThat(e.problems())
        .anySatisfy(
            p -> assertThat(p).contains("bridge/edge-endpont", "did you mean edge-endpoint?"))
        .anySatisfy(p -> assertThat(p).contains("brige", "did you mean bridge?"))
        .anySatisfy(
            p -> assertThat(p).isEqualTo("bridge/gzip: expected true or false, found \"yes\""))
        .anySatisfy(p -> assertThat(p).contains("bridge/client-secret", "exactly one", "both"))
        .anySatisfy(p -> assertThat(p).contains("window/size", "5 parsecs", "100 ms to 600 s"))
        .anySatisfy(p -> assertThat(p).contains("source/s3.paths", "found none"))
        .anySatisfy(p -> assertThat(p).contains("bridge/auth-endpoint", "found none"))
        .anySatisfy(p -> assertThat(p).contains("bridge/edge-endpoint", "found none"))
        .anySatisfy(p -> assertThat(p).contains("bridge/client-id", "found none"))
        .anySatisfy(p -> assertThat(p).contains("dead-letter/path", "found none"))
        .hasSize(10);
    assertThat(e).hasMessageContaining("10 problems").hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "source;type;s4;one of s3, kinesis",
        "source;type;'';s3, kinesis or s3,kinesis",
        "source;s3.paths;ftp://x/y;s3://",
        "source;s3.paths;s3:///y;bucket is missing",
        "source;s3.paths;s3://a,,s3://b;without an empty item",
        "source;s3.discovery;sqs;the queue's URL",
        "source;s3.delimiter;123456;one to five",
        "source;s3.lookback;59 min;from 1 h",
        "source;kinesis.stream-arns;arn:aws:s3:::x;stream ARNs",
        "source;kinesis.fields;timestamp,c-ip,sc-status,cs-method,cs-uri-sten;did you mean"
            + " cs-uri-stem?",
        "source;kinesis.fields;timestamp,c-ip,sc-status,cs-method;at least the fields",
        "source;kinesis.fields;timestamp,timestamp,c-ip;each field once",
        "source;kinesis.initial-position;AT_TIMESTAMP;expected an instant",
        "source;kinesis.initial-timestamp;2026-01-01T00:00:00Z;expected none with",
        "source;distributions;d111.cloudfront.net;d111.cloudfront.net=E2EXAMPLE",
        "window;max-transactions;0;from 1 to 10000",
        "window;max-transactions;10001;from 1 to 10000",
        "window;max-bytes;9 MB;from 1000 to 8000000 bytes",
        "window;max-bytes;99999999999999 GB;a size",
        "window;size;99 ms;from 100 ms",
        "window;size;11 min;to 600 s",
        "dedup;ttl;-2 h;a duration",
        "dedup;ttl;59 s;from 60 s",
        "bridge;max-in-flight;many;whole number",
        "bridge;edge-endpoint;https://user:pw@host/;without user",
        "bridge;edge-endpoint;gopher://host/;http:// or https://",
        "bridge;client-secret-arn;secret;the ARN of a secret",
        "logging;level;loud;one of trace, debug, info, warn, error",
        "dead-letter;path;relative/path;absolute path",
      })
  void refuses(String group, String key, String value, String expected) {
    assertThatThrownBy(
            () -> SettingsLoader.load(SettingsLoaderTest.minimal().with(group, key, value)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(group + "/")
        .hasMessageContaining(expected);
  }

  /** The end of a line is no part of it, so it can separate nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\rb"})
  void aDelimiterHoldsNoLineEnd(String delimiter) {
    assertThatThrownBy(
            () ->
                SettingsLoader.load(
                    SettingsLoaderTest.minimal().with("source", "s3.delimiter", delimiter)))
        .hasMessageContaining("source/s3.delimiter");
  }

  @ParameterizedTest
  @CsvSource({"1,1", "10000,10000"})
  void acceptsTheEdgesOfARange(String text, int expected) {
    assertThat(
            SettingsLoader.load(
                    SettingsLoaderTest.minimal().with("window", "max-transactions", text))
                .window()
                .maxTransactions())
        .isEqualTo(expected);
  }

  @Test
  void refusesWhatContradictsItself() {
    assertThatThrownBy(
            () ->
                SettingsLoader.load(
                    SettingsLoaderTest.minimal()
                        .with("bridge", "tls.verify", "false")
                        .with("bridge", "tls.ca-file", "/ca.pem")))
        .hasMessageContaining("bridge/tls.ca-file");
    assertThatThrownBy(
            () ->
                SettingsLoader.load(
                    SettingsLoaderTest.minimal()
                        .with("source", "s3.from", "2026-01-01T01:00:00Z")
                        .with("source", "s3.to", "2026-01-01T01:00:00Z")))
        .hasMessageContaining("source/s3.to");
    assertThatThrownBy(
            () ->
                SettingsLoader.load(
                    SettingsLoaderTest.minimal()
                        .with("source", "type", "s3,kinesis")
                        .with("source", "s3.mode", "bounded")))
        .hasMessageContaining("source/s3.mode");
  }

  @Test
  void aFolderThatNoFileSystemCanNameIsListed() {
    PropertySource source =
        PropertySource.empty("test").with("dead-letter", "path", "/dead\u0000letters");

    assertThatThrownBy(() -> SettingsLoader.load(source))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("dead-letter/path: expected an s3://");
  }
}
