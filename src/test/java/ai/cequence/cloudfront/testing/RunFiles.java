package ai.cequence.cloudfront.testing;

import ai.cequence.cloudfront.local.LogGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files of a run in a test's folder.
 *
 * @param folder the test's own
 */
public record RunFiles(Path folder) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public Path logs() throws IOException {
    return Files.createDirectories(folder.resolve("logs"));
  }

  /**
   * Writes objects of generated requests, all of one distribution and hour.
   *
   * @param lines of each object
   */
  public void generateLogs(int objects, int lines) throws IOException {
    for (int i = 0; i < objects; i++) {
      new LogGenerator(i)
          .writeV1(
              Files.newOutputStream(
                  logs().resolve("E1AAAAAAAAAA.2026-01-31-10.%08d.gz".formatted(i))),
              lines,
              Instant.parse("2026-01-31T10:00:00Z"));
    }
  }

  public Path checkpoints() {
    return folder.resolve("checkpoints");
  }

  public Path deadLetters() {
    return folder.resolve("dead-letters");
  }

  public Path summary() {
    return folder.resolve("summary.json");
  }

  /** Arguments of a bounded run from the logs to a Bridge. */
  public String[] arguments(URI bridge, String... more) throws IOException {
    Path properties = folder.resolve("properties.json");
    Files.writeString(
        properties,
        """
        [{"PropertyGroupId":"source","PropertyMap":{"s3.paths":"%s","s3.mode":"bounded"}},
         {"PropertyGroupId":"bridge","PropertyMap":{"auth-endpoint":"%s","edge-endpoint":"%s",
           "client-id":"test","client-secret":"test"}},
         {"PropertyGroupId":"window","PropertyMap":{"size":"500 ms"}},
         {"PropertyGroupId":"dead-letter","PropertyMap":{"path":"%s"}}]
        """
            .formatted(logs().toUri(), bridge, bridge, deadLetters().toUri()));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--properties",
                properties.toString(),
                "--checkpoints",
                checkpoints().toString(),
                "--summary",
                summary().toString()));
    arguments.addAll(List.of(more));
    return arguments.toArray(new String[0]);
  }

  public JsonNode readSummary() throws IOException {
    return JSON.readTree(summary().toFile());
  }

  /** Checkpoints that are complete. */
  public List<Path> completeCheckpoints() throws IOException {
    if (!Files.isDirectory(checkpoints())) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(checkpoints())) {
      return files.filter(file -> file.getFileName().toString().equals("_metadata")).toList();
    } catch (java.io.UncheckedIOException e) {
      // Flink removed a folder meanwhile.
      return List.of();
    }
  }

  /** All dead letters. */
  public List<JsonNode> readDeadLetters() throws IOException {
    List<JsonNode> all = new ArrayList<>();
    if (!Files.isDirectory(deadLetters())) {
      return all;
    }
    try (Stream<Path> files = Files.walk(deadLetters())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        for (String line : Files.readAllLines(file)) {
          all.add(JSON.readTree(line));
        }
      }
    }
    return all;
  }
}
