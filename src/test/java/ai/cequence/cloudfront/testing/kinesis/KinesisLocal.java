package ai.cequence.cloudfront.testing.kinesis;

import ai.cequence.cloudfront.local.Loopback;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The emulator {@code kinesis-local} as a process of its own. Its package is fetched once, by npm,
 * into {@code target/kinesis-local}.
 */
public final class KinesisLocal implements AutoCloseable {
  public static final String VERSION = "0.6.2";
  private static final Path FOLDER = Path.of("target", "kinesis-local").toAbsolutePath();
  private static final Path MAIN = FOLDER.resolve("node_modules/kinesis-local/main.js");

  private final Process process;
  private final Path output;
  private final int port;

  private KinesisLocal(Process process, Path output, int port) {
    this.process = process;
    this.output = output;
    this.port = port;
  }

  /** Why it cannot be had here; empty where it can, and then it is installed. */
  public static Optional<String> missing() throws IOException, InterruptedException {
    if (Files.exists(MAIN)) {
      return succeeds("node", "--version")
          ? Optional.empty()
          : Optional.of("Node is not installed: the emulator kinesis-local needs node on the PATH");
    }
    if (!succeeds("npm", "--version")) {
      return Optional.of(
          "Node is not installed: the emulator kinesis-local needs node and npm on the PATH");
    }
    String which = "kinesis-local@" + VERSION;
    return succeeds(
            "npm", "install", "--no-audit", "--no-fund", "--prefix", FOLDER.toString(), which)
        ? Optional.empty()
        : Optional.of("npm could not install " + which + " to " + FOLDER);
  }

  /**
   * Starts it on free ports of loopback.
   *
   * @param folder gets its output
   * @param streams name:shards, separated by commas
   */
  public static KinesisLocal start(Path folder, String streams)
      throws IOException, InterruptedException {
    int plain = Loopback.freePort();
    Path output = folder.resolve("kinesis-local.out");
    ProcessBuilder builder = new ProcessBuilder("node", MAIN.toString());
    Map<String, String> environment = builder.environment();
    environment.put("KINESIS_MOCK_CERT_PATH", MAIN.resolveSibling("server.json").toString());
    environment.put("KINESIS_MOCK_PLAIN_PORT", String.valueOf(plain));
    environment.put("KINESIS_MOCK_TLS_PORT", String.valueOf(Loopback.freePort()));
    environment.put("INITIALIZE_STREAMS", streams);
    environment.put("AWS_REGION", KinesisModel.REGION);
    environment.put("LOG_LEVEL", "ERROR");
    for (String call :
        new String[] {"CREATE_STREAM", "SPLIT_SHARD", "MERGE_SHARDS", "DELETE_STREAM"}) {
      environment.put(call + "_DURATION", "100ms");
    }
    environment.put("REGISTER_STREAM_CONSUMER_DURATION", "100ms");
    environment.put("DEREGISTER_STREAM_CONSUMER_DURATION", "100ms");
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    return new KinesisLocal(process, output, plain);
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public String output() throws IOException {
    return Files.readString(output);
  }

  /** It does not heed SIGTERM, so it is killed. */
  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  private static boolean succeeds(String... command) throws InterruptedException {
    try {
      Process run =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!run.waitFor(120, TimeUnit.SECONDS)) {
        run.destroyForcibly();
        return false;
      }
      return run.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
