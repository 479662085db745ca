package ai.cequence.cloudfront.testing;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** An S3 server, as a process of its own on a free port of loopback. */
public final class S3MockProcess implements AutoCloseable {
  private static final Pattern PORTS = Pattern.compile("started on ports .*?(\\d+) \\(http\\)");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Process process;
  private final URI endpoint;

  private S3MockProcess(Process process, URI endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  /**
   * Starts a server without buckets.
   *
   * @param folder gets its output and its objects
   */
  public static S3MockProcess start(Path folder) throws IOException, InterruptedException {
    Path output = folder.resolve("s3mock.out");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-XX:TieredStopAtLevel=1",
                    "-jar",
                    Path.of("target/servers/s3mock.jar").toAbsolutePath().toString(),
                    "--server.address=127.0.0.1",
                    "--server.port=0",
                    "--http.port=0",
                    "--com.adobe.testing.s3mock.store.root="
                        + Files.createDirectories(folder.resolve("s3mock"))))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    Instant end = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(end) && !process.waitFor(100, TimeUnit.MILLISECONDS)) {
      Matcher ports = PORTS.matcher(Files.readString(output));
      if (ports.find()) {
        return new S3MockProcess(process, URI.create("http://127.0.0.1:" + ports.group(1)));
      }
    }
    process.destroyForcibly();
    throw new AssertionError("Expected an S3 server, found:\n" + Files.readString(output));
  }

  public URI endpoint() {
    return endpoint;
  }

  /** What a process needs in its environment to use the server. */
  public static Map<String, String> environment() {
    return Map.of(
        "AWS_ACCESS_KEY_ID", "test",
        "AWS_SECRET_ACCESS_KEY", "test",
        "AWS_REGION", "us-east-1",
        "FLINK_PLUGINS_DIR", Path.of("target/plugins").toAbsolutePath().toString());
  }

  public S3Client client() {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .forcePathStyle(true)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
