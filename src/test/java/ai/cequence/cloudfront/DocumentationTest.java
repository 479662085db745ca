package ai.cequence.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.config.Key;
import ai.cequence.cloudfront.metrics.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The documents' tables are what the code says. A failure prints the table as it should be. */
class DocumentationTest {

  @Test
  void configurationTableIsThatOfTheCode() throws IOException {
    String expected =
        Arrays.stream(Key.values())
            .map(
                key ->
                    "| `%s` | `%s` | %s | %s |"
                        .formatted(
                            key.group(),
                            key.key(),
                            shownDefault(key.defaultValue()),
                            key.meaning()))
            .collect(Collectors.joining("\n"));

    assertThat(table(Path.of("docs/configuration.md"), "group")).isEqualTo(expected);
  }

  @Test
  void metricsTableIsThatOfTheCode() throws IOException {
    String expected =
        Arrays.stream(Metric.values())
            .map(
                metric ->
                    "| `%s` | %s | %s | %s | %s | %s |"
                        .formatted(
                            metric.id(),
                            metric.kind().name().toLowerCase(java.util.Locale.ROOT),
                            metric.unit(),
                            metric.dimension().key(),
                            metric.meaning(),
                            metric.alert()))
            .collect(Collectors.joining("\n"));

    assertThat(table(Path.of("docs/metrics.md"), "metric")).isEqualTo(expected);
  }

  @Test
  void metricNamesAreUnique() {
    assertThat(Arrays.stream(Metric.values()).map(Metric::id)).doesNotHaveDuplicates();
  }

  private static String shownDefault(String value) {
    if (value.isEmpty()) {
      return "";
    }
    return "`" + value.replace("|", "\\|") + "`";
  }

  /** The rows of the table whose first column has this heading. */
  private static String table(Path file, String firstHeading) throws IOException {
    List<String> lines = Files.readAllLines(file);
    int header =
        java.util.stream.IntStream.range(0, lines.size())
            .filter(i -> lines.get(i).startsWith("| " + firstHeading + " |"))
            .findFirst()
            .orElseThrow(() -> new AssertionError("Expected a table in " + file + ", found none"));
    return lines.stream()
        .skip(header + 2L)
        .takeWhile(line -> line.startsWith("|"))
        .collect(Collectors.joining("\n"));
  }
}
