package ai.cequence.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.metrics.Metric.Dimension;
import ai.cequence.cloudfront.metrics.Metric.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Terraform's dashboard and alarms name metrics that exist. */
class MonitoringTest {
  /** Of Flink and the services. */
  private static final Set<String> OTHERS =
      Set.of(
          "KPUs",
          "containerCPUUtilization",
          "heapMemoryUtilization",
          "numberOfFailedCheckpoints",
          "lastCheckpointDuration",
          "numRestarts",
          "Requests");

  private static final Pattern NAMED =
      Pattern.compile(
          "(?:metric|metric_name|lines|transactions|failed|restarts) *= \"(\\w+)\""
              + "|(?<!\\])\\[\"(\\w+)\"(?:, \"source\", source|, \"status\", status)?\\]");
  private static final Pattern LISTED =
      Pattern.compile("(?:rates *=|for metric in) \\[([^\\]]*)\\]");
  private static final Pattern QUOTED = Pattern.compile("\"(\\w+)\"");

  private static Set<String> names(String file) throws IOException {
    String text = Files.readString(Path.of("terraform", file));
    Set<String> names = new TreeSet<>();
    Matcher named = NAMED.matcher(text);
    while (named.find()) {
      names.add(named.group(1) != null ? named.group(1) : named.group(2));
    }
    Matcher listed = LISTED.matcher(text);
    while (listed.find()) {
      Matcher quoted = QUOTED.matcher(listed.group(1));
      while (quoted.find()) {
        names.add(quoted.group(1));
      }
    }
    names.remove("some");
    return names;
  }

  private static Set<String> catalogue() {
    return Arrays.stream(Metric.values())
        .filter(metric -> metric.dimension().inCloudWatch())
        .map(Metric::id)
        .collect(Collectors.toSet());
  }

  @Test
  void alarmsNameMetricsThatExist() throws IOException {
    Set<String> names = names("monitoring.tf");

    assertThat(names)
        .contains(
            "oldestUndeliveredAge",
            "oldestUnreadAge",
            "newestArrivalAge",
            "numLinesRejected",
            "numTransactionsDeadLettered",
            "transactionsUnbalanced",
            "numberOfFailedCheckpoints",
            "numRestarts",
            "KPUs",
            "Requests");
    names.removeAll(OTHERS);
    assertThat(catalogue()).containsAll(names);
  }

  @Test
  void theDashboardShowsMetricsThatExist() throws IOException {
    Set<String> names = names("dashboard.tf");

    assertThat(names).hasSizeGreaterThan(20);
    names.removeAll(OTHERS);
    assertThat(catalogue()).containsAll(names);
  }

  @Test
  void dimensionsAreThoseOfTheCatalogue() throws IOException {
    String text = Files.readString(Path.of("terraform/dashboard.tf"));
    for (Metric metric : Metric.values()) {
      // Without a dimension stands what has none, or a counter's total.
      boolean total = metric.kind() == Kind.COUNTER || metric.dimension() == Dimension.NONE;
      if (!total) {
        assertThat(text).doesNotContain("[\"" + metric.id() + "\"]");
      }
      for (Dimension other : Dimension.values()) {
        if (other != metric.dimension() && other != Dimension.NONE) {
          assertThat(text).doesNotContain("[\"" + metric.id() + "\", \"" + other.key() + "\"");
        }
      }
    }
  }
}
