package ai.cequence.cloudfront.local;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.config.RealTimeFields;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The generator's profile is what its documentation says. */
class LogGeneratorTest {
  private static final Instant START = Instant.parse("2026-01-31T10:00:00.250Z");

  @Test
  void linesAreAbout412BytesOf33Columns() {
    LogGenerator generator = new LogGenerator(1);
    long bytes = 0;
    for (int i = 0; i < 10_000; i++) {
      String line = generator.line(START);
      assertThat(line.split("\t", -1)).hasSize(33);
      bytes += line.length();
    }
    assertThat(bytes / 10_000).isBetween(402L, 422L);
  }

  @Test
  void theSameSeedGivesTheSameRequestsInEveryFormat() throws IOException {
    LoggedRequest request = new LogGenerator(7).request(START);
    String id = request.value("x-edge-request-id");
    List<String> fields = List.of("timestamp", "c-ip", "cs-host", "x-edge-request-id");

    assertThat(new LogGenerator(7).line(START).stripTrailing().split("\t", -1)[14]).isEqualTo(id);
    assertThat(new LogGenerator(7).realTimeLine(START, fields))
        .isEqualTo("1769853600.250\t" + request.value("c-ip") + "\tapi.example.com\t" + id + "\n");
    assertThat(lines(7, (g, out) -> g.writeJson(out, 2, START)).get(0))
        .startsWith("{\"date\":\"2026-01-31\",\"time\":\"10:00:00\",")
        .contains("\"x-edge-request-id\":\"" + id + "\"");
    List<String> w3c = lines(7, (g, out) -> g.writeW3c(out, 2, START, "|"));
    assertThat(w3c).hasSize(3);
    assertThat(w3c.get(0)).startsWith("#Fields: date time ");
    assertThat(w3c.get(1)).startsWith("2026-01-31|10:00:00|").contains('|' + id + '|');
  }

  @Test
  void realTimeRecordsHaveEveryFieldAndTheQueryInTheirStem() throws IOException {
    List<String> records =
        lines(3, (g, out) -> g.writeRealTime(out, 50, START, RealTimeFields.ALL));

    int stem = RealTimeFields.ALL.indexOf("cs-uri-stem");
    int query = RealTimeFields.ALL.indexOf("cs-uri-query");
    assertThat(records).hasSize(50).anyMatch(r -> r.split("\t", -1)[stem].contains("?page="));
    for (String record : records) {
      String[] columns = record.split("\t", -1);
      assertThat(columns).hasSize(RealTimeFields.ALL.size());
      assertThat(columns[stem].endsWith('?' + columns[query]))
          .isEqualTo(!columns[query].equals("-"));
    }
  }

  private interface Writing {
    void write(LogGenerator generator, ByteArrayOutputStream out) throws IOException;
  }

  private static List<String> lines(long seed, Writing writing) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writing.write(new LogGenerator(seed), out);
    byte[] text = new GZIPInputStream(new ByteArrayInputStream(out.toByteArray())).readAllBytes();
    return new String(text, StandardCharsets.US_ASCII).lines().toList();
  }
}
