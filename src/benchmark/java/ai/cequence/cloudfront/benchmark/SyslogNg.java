package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.local.BridgeSimulator;
import ai.cequence.cloudfront.local.LogGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/**
 * syslog-ng as a rival of the whole job, where the machine has it: uncompressed standard logs,
 * split at TABs, as JSON in requests of 250 to the same Bridge. It decodes nothing, deduplicates
 * nothing and keeps no checkpoint.
 */
final class SyslogNg {
  private static final int BATCH = 250;
  private static final int LOOK_MILLIS = 200;
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final Path program;
  private final Path folder;

  private SyslogNg(Path program, Path folder) {
    this.program = program;
    this.folder = folder;
  }

  /**
   * The machine's own, or nothing where it has none.
   *
   * @param folder for its files; is there already
   */
  static Optional<SyslogNg> installed(Path folder) {
    return Arrays.stream((System.getenv("PATH") + ":/usr/sbin").split(File.pathSeparator, -1))
        .map(directory -> Path.of(directory, "syslog-ng"))
        .filter(Files::isExecutable)
        .findFirst()
        .map(program -> new SyslogNg(program, folder));
  }

  /**
   * What one run took.
   *
   * @param delivered lines that the Bridge had at the end, or after two minutes
   */
  record Run(long lines, long delivered, double cpuSeconds) {}

  /**
   * Sends the lines of gzip files.
   *
   * @param bridge tells how many it has taken
   */
  Run send(List<Path> logs, URI bridge) throws IOException, InterruptedException {
    Path raw = folder.resolve("raw.log");
    long lines = decompress(logs, raw);
    long before = taken(bridge);
    Path configuration = folder.resolve("syslog-ng.conf");
    Files.writeString(configuration, configuration(raw, bridge));
    long begun = System.nanoTime();
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--foreground",
                "--cfgfile=" + configuration,
                "--persist-file=" + folder.resolve("persist"),
                "--pidfile=" + folder.resolve("pid"),
                "--control=" + folder.resolve("control"),
                "--no-caps",
                "--worker-threads=2")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("syslog-ng.txt").toFile())
            .start();
    try {
      long taken = 0;
      while (taken < lines && System.nanoTime() - begun < LONGEST.toNanos()) {
        if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          throw new IllegalStateException(
              "Expected a running syslog-ng, found exit status %d; see %s"
                  .formatted(process.exitValue(), folder.resolve("syslog-ng.txt")));
        }
        taken = taken(bridge) - before;
      }
      if (taken == 0) {
        throw new IllegalStateException(
            "Expected lines of syslog-ng at the Bridge, found none in %d s; see %s"
                .formatted(LONGEST.toSeconds(), configuration));
      }
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return new Run(lines, taken, ThreadTimes.cpuSeconds(stat));
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private static long decompress(List<Path> logs, Path raw) throws IOException {
    long lines = 0;
    try (BufferedWriter out = Files.newBufferedWriter(raw)) {
      for (Path log : logs) {
        try (BufferedReader in =
            new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(log)), StandardCharsets.UTF_8))) {
          for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (!line.startsWith("#")) {
              out.append(line).append('\n');
              lines++;
            }
          }
        }
      }
    }
    return lines;
  }

  private static long taken(URI bridge) throws IOException {
    try (InputStream in = bridge.resolve("/state").toURL().openStream()) {
      return new ObjectMapper().readTree(in).path("transactions").asLong();
    }
  }

  private static String configuration(Path raw, URI bridge) {
    StringBuilder columns = new StringBuilder();
    for (int i = 0; i < LogGenerator.V1_FIELDS.size(); i++) {
      columns.append(i == 0 ? "" : ", ").append("\"f").append(i).append('"');
    }
    return """
        @version: 3.38
        options { log-msg-size(65536); stats-freq(0); };
        source logs {
          file("%s" flags(no-parse) log-fetch-limit(1000) log-iw-size(10000));
        };
        parser fields { csv-parser(columns(%s) delimiters("\\t") flags(escape-none)); };
        destination bridge {
          http(
            url("%s/api-transactions") method("POST")
            headers("Content-Type: application/json", "Authorization: %s", "Expect:")
            body-prefix('{"data":[') delimiter(",") body-suffix("]}")
            body('$(format-json %s)')
            batch-lines(%d) batch-bytes(1000000) batch-timeout(1000) log-fifo-size(20000)
          );
        };
        log { source(logs); parser(fields); destination(bridge); flags(flow-control); };
        """
        .formatted(raw, columns, bridge, BridgeSimulator.AUTHORIZATION, members(), BATCH);
  }

  /** The members of a transaction that a column gives as it is. */
  private static String members() {
    return String.join(
        " ",
        member("timestamp", "date") + "T${f" + LogGenerator.V1_FIELDS.indexOf("time") + "}",
        member("transaction-id", "x-edge-request-id"),
        member("request.client-ip", "c-ip"),
        member("request.http-scheme", "cs-protocol"),
        member("request.http-version", "cs-protocol-version"),
        member("request.http-method", "cs-method"),
        member("request.uri-query-fragment", "cs-uri-stem")
            + "?${f"
            + LogGenerator.V1_FIELDS.indexOf("cs-uri-query")
            + "}",
        member("request.host", "x-host-header"),
        member("request.connection.connection-port", "c-port"),
        member("request.headers.user-agent", "cs(User-Agent)"),
        member("request.headers.cookie", "cs(Cookie)"),
        member("request.headers.referer", "cs(Referer)"),
        member("response.status-code", "sc-status"),
        member("response.headers.content-type", "sc-content-type"),
        member("txn-meta-data.data_extractions.x-edge-location", "x-edge-location"),
        member("txn-meta-data.data_extractions.x-edge-result-type", "x-edge-result-type"));
  }

  private static String member(String name, String field) {
    int column = LogGenerator.V1_FIELDS.indexOf(field);
    if (column < 0) {
      throw new IllegalArgumentException("Expected a column of the logs, found " + field);
    }
    return name + "=${f" + column + "}";
  }
}
