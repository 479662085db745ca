package ai.cequence.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.benchmark.SizeRecommendation;
import ai.cequence.cloudfront.config.Key;
import ai.cequence.cloudfront.metrics.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
                            metric.kind().name().toLowerCase(Locale.ROOT),
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

  @Test
  void everyMetricIsRegisteredSomewhere() throws IOException {
    String code = sources();

    assertThat(Metric.values())
        .allSatisfy(metric -> assertThat(code).containsPattern("Metric\\." + metric + "\\b"));
  }

  private static String sources() throws IOException {
    StringBuilder code = new StringBuilder();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        if (!file.endsWith("Metric.java")) {
          code.append(Files.readString(file));
        }
      }
    }
    return code.toString();
  }

  @Test
  void everyNumberOfTheLocalPageIsExplained() throws IOException {
    List<String> explained =
        table(Path.of("docs/metrics.md"), "number")
            .lines()
            .map(row -> row.substring(2, row.indexOf(" |")))
            .toList();
    Matcher number =
        Pattern.compile("data-doc=\"([^\"]*)\"")
            .matcher(Files.readString(Path.of("src/local/resources/dashboard/index.html")));
    List<String> shown = number.results().map(result -> result.group(1)).toList();

    assertThat(shown).hasSizeGreaterThan(30);
    assertThat(explained).containsExactlyInAnyOrderElementsOf(shown);
  }

  @Test
  void sizeTableIsThatOfTheCode() throws IOException {
    assertThat(table(Path.of("docs/operations.md"), "requests/s"))
        .isEqualTo(String.join("\n", SizeRecommendation.table()));
  }

  @Test
  void documentsNameSettingsThatExist() throws IOException {
    Set<String> known = Arrays.stream(Key.values()).map(Key::path).collect(Collectors.toSet());
    String groups =
        Arrays.stream(Key.values()).map(Key::group).distinct().collect(Collectors.joining("|"));
    Pattern setting = Pattern.compile("`((?:" + groups + ")/[a-z0-9.-]+)(?:=[^`]*)?`");

    for (Path document : documents()) {
      for (MatchResult named : setting.matcher(Files.readString(document)).results().toList()) {
        assertThat(known).as(document.toString()).contains(named.group(1));
      }
    }
  }

  @Test
  void documentsNameScriptsBenchmarksAndFilesThatExist() throws IOException {
    String benchmarks = Files.readString(Path.of("scripts/benchmark.sh"));
    for (Path document : documents()) {
      String text = Files.readString(document);
      for (MatchResult named :
          Pattern.compile("scripts/[a-z_-]+\\.sh(?: ([a-z][a-z-]*))?")
              .matcher(text)
              .results()
              .toList()) {
        String script = named.group().split(" ", 2)[0];
        assertThat(Path.of(script)).as(document.toString()).isRegularFile();
        if (script.endsWith("benchmark.sh") && named.group(1) != null) {
          assertThat(benchmarks).as(document.toString()).contains("\n" + named.group(1) + "|");
        }
      }
      for (MatchResult link :
          Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)").matcher(text).results().toList()) {
        assertThat(document.toAbsolutePath().resolveSibling(link.group(1)))
            .as(document.toString())
            .exists();
      }
    }
  }

  @Test
  void documentsLinkToHeadingsThatExist() throws IOException {
    int links = 0;
    for (Path document : documents()) {
      for (MatchResult link :
          Pattern.compile("\\]\\(([^)#:]*)#([^)]*)\\)")
              .matcher(Files.readString(document))
              .results()
              .toList()) {
        Path target =
            link.group(1).isEmpty()
                ? document
                : document.toAbsolutePath().resolveSibling(link.group(1));
        assertThat(anchors(target)).as(document.toString()).contains(link.group(2));
        links++;
      }
    }
    assertThat(links).isGreaterThan(2);
  }

  /** As the sites that show the documents make them of headings. */
  private static List<String> anchors(Path document) throws IOException {
    return Files.readAllLines(document).stream()
        .filter(line -> line.matches("#+ .*"))
        .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N}_ -]", "").replace(' ', '-'))
        .toList();
  }

  @Test
  void documentsNameTestsThatExist() throws IOException {
    Set<String> tests;
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      tests =
          files
              .map(file -> file.getFileName().toString().replace(".java", ""))
              .collect(Collectors.toSet());
    }
    for (Path document : documents()) {
      for (MatchResult named :
          Pattern.compile("`([A-Z][A-Za-z0-9]*(?:Test|IT|Properties))`")
              .matcher(Files.readString(document))
              .results()
              .toList()) {
        assertThat(tests).as(document.toString()).contains(named.group(1));
      }
    }
  }

  @Test
  void theWalksAndTheMapNameClassesThatExist() throws IOException {
    Set<String> classes;
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      classes =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".java"))
              .map(name -> name.substring(0, name.length() - ".java".length()))
              .collect(Collectors.toSet());
    }
    for (String document : List.of("docs/architecture.md", "CONTRIBUTING.md")) {
      List<String> named =
          Pattern.compile("`([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)`")
              .matcher(Files.readString(Path.of(document)))
              .results()
              .map(result -> result.group(1))
              .toList();
      assertThat(named).as(document).hasSizeGreaterThan(10);
      assertThat(classes).as(document).containsAll(named);
    }
  }

  @Test
  void theMapOfTheCodeHasEveryPackage() throws IOException {
    String map = Files.readString(Path.of("CONTRIBUTING.md"));
    Path root = Path.of("src/main/java/ai/cequence/cloudfront");
    try (Stream<Path> packages = Files.walk(root)) {
      assertThat(
              packages
                  .filter(folder -> Files.exists(folder.resolve("package-info.java")))
                  .filter(folder -> !folder.equals(root))
                  .map(folder -> "`" + root.relativize(folder).toString().replace('/', '.') + "`"))
          .allSatisfy(name -> assertThat(map).contains(name));
    }
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.list(Path.of("docs"))) {
      return Stream.concat(
              docs.filter(file -> file.toString().endsWith(".md")),
              Stream.of(
                  Path.of("README.md"),
                  Path.of("CONTRIBUTING.md"),
                  Path.of("CHANGELOG.md"),
                  Path.of("flink-conf/README.md"),
                  Path.of("terraform/README.md")))
          .toList();
    }
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
