package ai.cequence.cloudfront.local;

import ai.cequence.cloudfront.config.PropertySource;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/** What the demo reads: real logs that come with the project, and generated ones for volume. */
final class DemoInput {
  /** Resources, and the names that CloudFront would have given to them: these tell the hour. */
  private static final Map<String, String> BUNDLED =
      Map.of(
          "E2KG6TMBAL2PBU.2021-01-23-13.23aaa605.gz", "E2KG6TMBAL2PBU.2021-01-23-13.23aaa605.gz",
          "E2KG6TMBAL2PBU.2021-01-23-14.7d805aff.gz", "E2KG6TMBAL2PBU.2021-01-23-14.7d805aff.gz",
          "sample_cloudfront_logs.gz", "E1SAMPLE001.2022-04-27-16.00000001.gz",
          "cloudfront.log.gz", "E1SAMPLE002.2023-04-26-07.00000002.gz",
          "example-100.gz", "E1SAMPLE003.2011-04-27-22.00000003.gz");

  private static final int FILES = 4;
  private static final int LINES = 10_000;

  private DemoInput() {}

  /**
   * Writes the input and returns the properties of a run over it.
   *
   * @param folder an empty folder
   * @param bridge where to send
   */
  static PropertySource create(Path folder, URI bridge) throws IOException {
    Path logs = Files.createDirectories(folder.resolve("logs"));
    for (Map.Entry<String, String> log : BUNDLED.entrySet()) {
      String resource = "/demo-logs/" + log.getKey();
      try (InputStream in = DemoInput.class.getResourceAsStream(resource)) {
        if (in == null) {
          throw new IOException("Expected the bundled log " + resource + ", found none");
        }
        Files.copy(in, logs.resolve(log.getValue()));
      }
    }
    for (int i = 0; i < FILES; i++) {
      String name =
          String.format(
              Locale.ROOT, "E1GENERATED%03d.2026-01-31-%02d.0000000%d.gz", i % 2, 10 + i, i);
      new LogGenerator(i)
          .writeV1(
              Files.newOutputStream(logs.resolve(name)),
              LINES,
              Instant.parse("2026-01-31T" + (10 + i) + ":00:00Z"));
    }
    return properties(folder, bridge).with("source", "s3.mode", "bounded");
  }

  /** Properties of a run over what {@link LiveTraffic} writes to a folder. */
  static PropertySource live(Path folder, URI bridge) {
    return properties(folder, bridge)
        .with("source", "s3.discovery-interval", "1 s")
        .with("logging", "report-interval", "10 s");
  }

  private static PropertySource properties(Path folder, URI bridge) {
    return PropertySource.empty("the demo")
        .with("source", "s3.paths", folder.resolve("logs").toUri().toString())
        .with("bridge", "auth-endpoint", bridge.toString())
        .with("bridge", "edge-endpoint", bridge.toString())
        .with("bridge", "client-id", "demo")
        .with("bridge", "client-secret", "demo")
        .with("window", "size", "1 s")
        .with("dead-letter", "path", folder.resolve("dead-letters").toUri().toString());
  }
}
