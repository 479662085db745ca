package ai.cequence.cloudfront.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The sample logs, and what the contract makes of them. */
public final class Samples {
  public static final Path FOLDER = Path.of("src/test/resources/samples");
  private static final ObjectMapper JSON = new ObjectMapper();

  private Samples() {}

  /**
   * Numbers of one file.
   *
   * @param lines all of them
   */
  public record Counts(int lines, int directives, int transactions, int skipped) {}

  /** Counts by file name. */
  public static Map<String, Counts> counts() throws IOException {
    Map<String, Counts> counts = new TreeMap<>();
    JsonNode json = JSON.readTree(FOLDER.resolve("expected/counts.json").toFile());
    for (Map.Entry<String, JsonNode> file : json.properties()) {
      JsonNode c = file.getValue();
      counts.put(
          file.getKey(),
          new Counts(
              c.get("lines").asInt(),
              c.get("directives").asInt(),
              c.get("transactions").asInt(),
              c.path("skipped").asInt()));
    }
    return counts;
  }

  /** Expected transactions of a file, each with the number of its {@code line}. */
  public static List<ObjectNode> expected(String file) throws IOException {
    List<ObjectNode> expected = new ArrayList<>();
    for (String line : Files.readAllLines(FOLDER.resolve("expected/" + file + ".ndjson"))) {
      expected.add((ObjectNode) JSON.readTree(line));
    }
    return expected;
  }
}
