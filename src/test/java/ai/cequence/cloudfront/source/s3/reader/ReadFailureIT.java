package ai.cequence.cloudfront.source.s3.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.cequence.cloudfront.parse.RejectReason;
import ai.cequence.cloudfront.testing.S3PlugIn;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What S3 answers, in the words in which its file system throws it. */
class ReadFailureIT {
  private static final Path OBJECT = new Path("s3://bucket/key");

  private static HttpServer server;
  private static S3PlugIn plugIn;
  private static volatile int status;
  private static volatile String code = "";

  @BeforeAll
  static void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    server.createContext("/", ReadFailureIT::answer);
    server.start();
    plugIn =
        new S3PlugIn(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
            Map.of(
                "s3.attempts.maximum", "1",
                "s3.retry.limit", "1",
                "s3.retry.interval", "1ms",
                "s3.retry.throttle.limit", "1",
                "s3.retry.throttle.interval", "1ms"));
  }

  @AfterAll
  static void stop() {
    plugIn.close();
    server.stop(0);
  }

  /** The object is there, and cannot be read. */
  private static void answer(HttpExchange exchange) throws IOException {
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", "100");
      exchange.getResponseHeaders().set("ETag", "\"etag\"");
      exchange.getResponseHeaders().set("Last-Modified", "Sat, 31 Jan 2026 12:00:00 GMT");
      exchange.sendResponseHeaders(200, -1);
    } else {
      byte[] body =
          "<Error><Code>%s</Code><Message>no</Message><RequestId>1</RequestId></Error>"
              .formatted(code)
              .getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/xml");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  @ParameterizedTest
  @CsvSource({
    "400, KMS.DisabledException, 1, ACCESS_DENIED",
    "400, KMS.NotFoundException, 1, ACCESS_DENIED",
    "403, AccessDenied, 1, ACCESS_DENIED",
    "404, NoSuchKey, 1, OBJECT_MISSING",
    "400, InvalidRequest, 9, ",
    "400, InvalidRequest, 10, OBJECT_REFUSED",
    "400, ExpiredToken, 1000000, ",
    "403, InvalidAccessKeyId, 1000000, ",
    "503, SlowDown, 1000000, ",
    "500, InternalError, 1000000, "
  })
  void tellsWhetherAnotherAttemptMaySucceed(
      int answered, String word, int attempts, RejectReason expected) {
    status = answered;
    code = word;
    Throwable thrown =
        catchThrowable(
            () -> {
              try (InputStream in = OBJECT.getFileSystem().open(OBJECT)) {
                in.read();
              }
            });
    assertThat(thrown).isNotNull();
    ReadFailure failure = ReadFailure.of(thrown, attempts);
    assertThat(failure == null ? null : failure.reason()).as(thrown.toString()).isEqualTo(expected);
  }
}
