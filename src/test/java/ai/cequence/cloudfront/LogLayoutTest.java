package ai.cequence.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.time.MutableInstant;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.Test;

/** How a line looks: JSON on a cluster, text for people on this machine. */
class LogLayoutTest {
  private static final String MESSAGE = "✅ \"quoted\" \n<b>{\"not\":\"a member\"}</b>";

  private static String line(Path file, String appender, LogEvent event) {
    Configuration configuration =
        ConfigurationFactory.getInstance()
            .getConfiguration(new LoggerContext("test"), "test", file.toUri());
    configuration.initialize();
    return new String(
        configuration.getAppender(appender).getLayout().toByteArray(event), StandardCharsets.UTF_8);
  }

  private static Log4jLogEvent.Builder event() {
    MutableInstant at = new MutableInstant();
    at.initFromEpochMilli(1_732_262_400_123L, 0);
    return Log4jLogEvent.newBuilder()
        .setLoggerName("ai.cequence.cloudfront.bridge.DeliveryLog")
        .setLevel(Level.INFO)
        .setThreadName("sink")
        .setInstant(at)
        .setMessage(new SimpleMessage(MESSAGE));
  }

  @Test
  void aClusterWritesOneJsonObjectALine() throws IOException {
    String line = line(Path.of("flink-conf/log4j.properties"), "Console", event().build());

    assertThat(line).endsWith("\n").doesNotContain("\n<b>");
    JsonNode json = new ObjectMapper().readTree(line);
    assertThat(json.get("message").asText()).isEqualTo(MESSAGE);
    assertThat(json.get("messageType").asText()).isEqualTo("INFO");
    assertThat(json.get("logger").asText()).isEqualTo("ai.cequence.cloudfront.bridge.DeliveryLog");
    assertThat(json.get("threadName").asText()).isEqualTo("sink");
    assertThat(json.get("timestamp").asText()).isEqualTo("2024-11-22T08:00:00.123Z");
    assertThat(json.has("throwableInformation")).isFalse();
  }

  @Test
  void anExceptionStaysInItsLine() throws IOException {
    String line =
        line(
            Path.of("flink-conf/log4j.properties"),
            "Console",
            event().setThrown(new IOException("disk full")).build());

    assertThat(line.strip()).doesNotContain("\n");
    assertThat(new ObjectMapper().readTree(line).get("throwableInformation").asText())
        .startsWith("java.io.IOException: disk full\n\tat ai.cequence.cloudfront.LogLayoutTest");
  }

  @Test
  void onThisMachineALineIsTextWithoutAStackTrace() {
    String line =
        line(
            Path.of("src/local/resources/log4j2-local.properties"),
            "Console",
            event().setMessage(new SimpleMessage("hello")).setThrown(new IOException("x")).build());

    assertThat(line).isEqualToNormalizingNewlines("INFO  hello\n");
  }
}
