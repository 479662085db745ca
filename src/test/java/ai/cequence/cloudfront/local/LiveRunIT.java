package ai.cequence.cloudfront.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.cequence.cloudfront.Version;
import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.testing.JobProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo that goes on until it is stopped: what it says, and what Prometheus gets of it. */
class LiveRunIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String GROUP = "_kinesisanalytics_";

  /**
   * What a job without Kinesis or without a queue has not, and what has a name once there is a
   * reason or a field.
   */
  private static final Pattern ABSENT =
      Pattern.compile(
          "(num)?[Kk]inesis.*"
              + "|numMessages(Ignored|Poison)?|numNotificationsRepeated|messagesHeld"
              + "|numObjectsNeverNotified"
              + "|numObjectsFailed|numLayoutsLackingFields");

  @TempDir Path folder;

  @Test
  void prometheusFindsTheCatalogueAndAStopSaysWhereThingsLie() throws Exception {
    int port = Loopback.freePort();
    try (JobProcess job =
        JobProcess.start(folder, "--live", "--metrics-port", String.valueOf(port))) {
      String scraped = scrapeOnceDelivered(job, port);
      assertThat(Arrays.stream(Metric.values()).filter(metric -> !isIn(scraped, metric)))
          .as("names of the catalogue that Prometheus lacks")
          .map(Metric::id)
          .allMatch(id -> ABSENT.matcher(id).matches());
      assertThat(scraped)
          .contains(GROUP + "reason_numLinesSkipped{", "reason=\"static_extension\"")
          .doesNotContain("client_secret");

      job.terminate();
      assertThat(job.await()).as(job.output()).isZero();

      String output = job.output();
      saysWhatRuns(output);
      assertThat(output)
          .contains("Stopped; its state is not kept")
          .contains("checked every transaction and found nothing wrong")
          .doesNotContain("savepoint-", "Exception", "Log4j");
      Matcher read = Pattern.compile("What was read: +(\\S+)").matcher(output);
      assertThat(read.find()).as(output).isTrue();
      assertThat(Path.of(read.group(1))).isDirectory();
      CheckpointFolder.delete(Path.of(read.group(1)).getParent());
    }
  }

  private static boolean isIn(String scraped, Metric metric) {
    return Pattern.compile(GROUP + "(?:[a-z]+_)?" + metric.id() + "\\{").matcher(scraped).find();
  }

  private static void saysWhatRuns(String output) {
    List<String> start =
        output
            .lines()
            .filter(line -> line.startsWith("INFO "))
            .limit(8)
            .map(LiveRunIT::fact)
            .toList();

    assertThat(start.get(0)).isEqualTo("cloudfront-bridge " + Version.current());
    assertThat(start.get(1)).startsWith("Reads S3 paths [file:///");
    assertThat(start.get(3)).startsWith("Remembers ids for 120 min");
    assertThat(start.get(5)).startsWith("Sends to http://127.0.0.1:");
    assertThat(start.get(7)).startsWith("Dead letters in file:///");
  }

  private static String fact(String line) {
    return line.substring("INFO ".length()).strip();
  }

  private static String scrapeOnceDelivered(JobProcess job, int port) {
    String[] last = {""};
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(
            () -> {
              assertThat(job.isAlive()).as(job.output()).isTrue();
              last[0] = scrape(port);
              return last[0]
                  .lines()
                  .anyMatch(
                      line ->
                          line.contains(GROUP + "numTransactionsDelivered{")
                              && !line.endsWith(" 0.0"));
            });
    return last[0];
  }

  private static String scrape(int port) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build(),
            BodyHandlers.ofString())
        .body();
  }
}
