package ai.cequence.cloudfront.parse;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.source.s3.LogObjectReader;
import ai.cequence.cloudfront.testing.BridgeJson;
import ai.cequence.cloudfront.testing.ParsedLines;
import ai.cequence.cloudfront.testing.ParserSetup;
import ai.cequence.cloudfront.transaction.LogSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Input that is made to break a parser: it ends, and no good line is lost beside a bad one. */
class HostileLinesTest {
  private static final String HEADER =
      "#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query sc-status x-edge-request-id zz\n";
  private static final String GOOD = "2026-01-31\t23:59:59\t::1\tGET\t/a\t-\t200\tid\tz\n";

  private static ParserSettings settings(List<String> excluded) {
    return new ParserSetup().skipping(Set.of(), excluded).settings();
  }

  private static ParsedLines parse(byte[] object, int maxLine, long maxObject) throws IOException {
    ParsedLines parsed = new ParsedLines();
    LogParser parser = new LogParser(settings(List.of("/**/x*/**/y")));
    try (LogObjectReader reader =
        LogObjectReader.open("s3://b/k", new ByteArrayInputStream(object), maxLine, maxObject)) {
      for (LogChunk chunk = reader.next(); chunk != null; chunk = reader.next()) {
        parser.parse(chunk, parsed);
      }
    }
    return parsed;
  }

  private static ParsedLines parse(String log) throws IOException {
    return parse(log.getBytes(StandardCharsets.ISO_8859_1), 1_000_000, 10_000_000);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }

  @Test
  void aLineOfNearlyAMegabyteIsATransaction() throws IOException {
    String path = "/" + "%22\u00e9".repeat(100_000) + "/x".repeat(50_000);
    ParsedLines parsed = parse(HEADER + GOOD + GOOD.replace("/a", path) + GOOD);

    assertThat(parsed.transactions).hasSize(3);
    assertThat(parsed.rejections).isEmpty();
    assertThat(
            BridgeJson.parse(parsed.transactions.get(1).json())
                .at("/request/uri-query-fragment")
                .asText())
        .hasSize(1 + 100_000 * 4 + 100_000)
        .startsWith("/\"%E9\"%E9");
  }

  @Test
  void aLineBeyondTheLimitIsOneRejectBetweenGoodOnes() throws IOException {
    String tooLong = GOOD.replace("/a", "/" + "a".repeat(3_000_000));
    ParsedLines parsed = parse(HEADER + GOOD + tooLong + GOOD);

    assertThat(parsed.transactions).hasSize(2);
    assertThat(parsed.rejections)
        .extracting(Rejection::reason)
        .containsExactly(RejectReason.LINE_TOO_LONG);
    assertThat(parsed.rejections.get(0).origin()).isEqualTo("s3://b/k:3");
    assertThat(parsed.rejections.get(0).record()).hasSizeLessThanOrEqualTo(64 * 1024);
  }

  @Test
  void aRejectedLineIsKeptUpTo64KiB() throws IOException {
    ParsedLines parsed =
        parse(HEADER + GOOD.replace("200", "2x0").replace("/a", "/" + "a".repeat(70_000)));

    assertThat(parsed.rejections.get(0).record()).hasSize(65_536);
    assertThat(parsed.rejections.get(0).detail()).contains("cut to 65536 bytes");
  }

  @Test
  void zerosAndControlsStayInsideTheirValue() throws IOException {
    ParsedLines parsed = parse(HEADER + GOOD.replace("\tz\n", "\t\0\u001b[2J\u007f\r\"\n"));

    assertThat(
            BridgeJson.parse(parsed.transactions.get(0).json())
                .at("/txn-meta-data/data_extractions/zz")
                .asText())
        .isEqualTo("\0\u001b[2J\u007f\r\"");
  }

  @Test
  void aBombEndsAtTheLimitWithOneDeadLetter() throws IOException {
    byte[] bomb = gzip((HEADER + GOOD.repeat(200_000)).getBytes(StandardCharsets.UTF_8));
    assertThat(bomb).hasSizeLessThan(60_000);
    int limit = HEADER.length() + GOOD.length() * 100;

    ParsedLines parsed = parse(bomb, 10_000, limit);

    assertThat(parsed.transactions).hasSize(100);
    assertThat(parsed.rejections)
        .extracting(Rejection::reason)
        .containsExactly(RejectReason.OBJECT_TOO_LARGE);
    assertThat(parsed.rejections.get(0).detail()).contains(limit + " decompressed bytes");
  }

  @Test
  void aBombOfOneLineTakesNoMoreThanALine() throws IOException {
    byte[] bomb = gzip(new byte[50_000_000]);
    long before = allocatedBytes();

    ParsedLines parsed = parse(bomb, 10_000, 40_000_000);

    assertThat(allocatedBytes() - before)
        .as("all that reading took, given back meanwhile or not")
        .isPositive()
        .isLessThan(4_000_000);
    assertThat(parsed.rejections)
        .extracting(Rejection::reason)
        .containsExactly(RejectReason.LINE_TOO_LONG, RejectReason.OBJECT_TOO_LARGE);
    assertThat(parsed.transactions).isEmpty();
  }

  /** Heap that this thread has ever asked for. */
  private static long allocatedBytes() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  /** Cut anywhere: whole lines that can be read are delivered, the rest is one dead letter. */
  @Test
  void aCutGzipGivesWhatCanBeReadAndOneDeadLetter() throws IOException {
    StringBuilder log = new StringBuilder(HEADER);
    Random random = new Random(4);
    for (int i = 0; i < 200; i++) {
      log.append(GOOD.replace("id", Long.toHexString(random.nextLong())));
    }
    byte[] whole = gzip(log.toString().getBytes(StandardCharsets.UTF_8));
    int most = 0;
    for (int length = 20; length < whole.length; length += 97) {
      ParsedLines parsed = parse(Arrays.copyOf(whole, length), 10_000, 1_000_000);
      assertThat(parsed.rejections)
          .extracting(Rejection::reason)
          .containsExactly(RejectReason.CORRUPT);
      assertThat(parsed.rejections.get(0).origin()).isEqualTo("s3://b/k:" + parsed.lines());
      assertThat(parsed.rejections.get(0).detail()).contains("behind decompressed byte ");
      assertThat(parsed.transactions).hasSizeGreaterThanOrEqualTo(most);
      most = parsed.transactions.size();
    }
    assertThat(most).isGreaterThan(150);
  }

  @Test
  void randomBytesAreAccountedFor() throws IOException {
    Random random = new Random(9);
    for (int i = 0; i < 50; i++) {
      byte[] bytes = new byte[100_000];
      random.nextBytes(bytes);
      ParsedLines parsed = parse(bytes, 10_000, 1_000_000);
      assertThat(parsed.transactions).isEmpty();
      assertThat(parsed.lines()).isPositive();
    }
  }

  @Test
  void jsonOfManyNamesOrDeepNestingEnds() throws IOException {
    StringBuilder names = new StringBuilder("{");
    for (int i = 0; i < 40_000; i++) {
      names.append("\"n").append(i).append("\":1,");
    }
    String record =
        "\"timestamp\":1,\"c-ip\":\"::1\",\"cs-method\":\"GET\",\"cs-uri-stem\":\"/\",\"sc-status\":200}\n";
    String deep = "{\"x\":" + "[".repeat(400_000) + "]".repeat(400_000) + "}\n";
    ParsedLines parsed = parse(names + record + deep + '{' + record);

    assertThat(parsed.transactions).hasSize(2);
    assertThat(parsed.rejections)
        .extracting(Rejection::reason)
        .containsExactly(RejectReason.MISSING_FIELD);
  }

  /** Globs take time proportional to the path, or this test would not end. */
  @ParameterizedTest
  @CsvSource({
    "/**/x*/**/y, /a/x1/b/c/y, true",
    "/**/x*/**/y, /a/x1/y, false",
    "/**/x*/**/y, /a/x1/b/z, false",
    "/a?c, /abc, true",
    "/a?c, /a/c, false",
    "/a*, /abc, true",
    "/a*, /a, true",
    "/a*, /ab/c, false",
    "/a**, /ab/c, true",
    "**/c, /ab/c, true",
    "/a/b, /a, false",
    "/a*b*c, /aXbYbZc, true",
    "/a*b*c, /aXbYbZcd, false",
    "*, /, false",
    "**, /, true",
  })
  void globs(String glob, String path, boolean expected) {
    byte[] bytes = (path + "tail").getBytes(StandardCharsets.UTF_8);
    assertThat(new Glob(glob).matches(bytes, 0, path.length())).isEqualTo(expected);
  }

  @Test
  void aGlobOfManyStarsEnds() {
    byte[] path = "/a".repeat(200_000).getBytes(StandardCharsets.UTF_8);
    assertThat(new Glob("/**a**a**a**a**a**a**a*b").matches(path, 0, path.length)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "0 true", "-0 true", "10.50 true", "1e5 true", "1E+5 true", "1.5e-05 true", "01 false",
        "1. false", ".5 false", "1e false", "1e+ false", "+1 false", "-- false", "1-2 false",
        "1.2.3 false", "- false", "true true", "nul false", "truex false",
      })
  void numbersAreThoseOfJson(String number, boolean valid) throws IOException {
    ParsedLines parsed =
        parse(
            "{\"timestamp\":1,\"c-ip\":\"::1\",\"cs-method\":\"GET\",\"cs-uri-stem\":\"/\",\"sc-status\":200,\"z\":"
                + number
                + "}");
    assertThat(parsed.transactions).hasSize(valid ? 1 : 0);
    if (valid) {
      assertThat(
              BridgeJson.parse(parsed.transactions.get(0).json())
                  .at("/txn-meta-data/data_extractions/z")
                  .asText())
          .isEqualTo(number);
    }
  }

  @Test
  void cookiesThatAreNeverLoggedAreReportedOnceEnoughWasSeen() {
    String fields =
        "#Fields: date time c-ip c-port cs-method cs-uri-stem sc-status cs(Cookie) x-edge-request-id"
            + " cs(User-Agent) cs(Referer) cs-protocol cs-protocol-version x-forwarded-for"
            + " sc-content-type x-host-header\n";
    String line = "2026-01-31\t23:59:59\t::1\t1\tGET\t/a\t200\t-\tid\n";
    LogParser parser = new LogParser(settings(List.of()));
    ParsedLines parsed = new ParsedLines();
    byte[] before =
        (fields + line.repeat(Drift.REQUESTS_WITHOUT_COOKIE - 1)).getBytes(StandardCharsets.UTF_8);
    parser.parse(
        LogChunk.lines(LogSource.S3, "s3://b/1", 1, null, before, 0, before.length), parsed);
    assertThat(parsed.layouts).containsExactly("unknown lacks [], unknown []");

    byte[] after = (fields + line.repeat(5)).getBytes(StandardCharsets.UTF_8);
    parser.parse(LogChunk.lines(LogSource.S3, "s3://b/2", 1, null, after, 0, after.length), parsed);
    assertThat(parsed.layouts)
        .containsExactly("unknown lacks [], unknown []", "unknown lacks [cs(Cookie)], unknown []");

    ParsedLines other = new ParsedLines();
    byte[] withCookie =
        (fields + line.replace("\t-\t", "\ta=1\t") + line.repeat(2000))
            .getBytes(StandardCharsets.UTF_8);
    new LogParser(settings(List.of()))
        .parse(
            LogChunk.lines(LogSource.S3, "s3://b/3", 1, null, withCookie, 0, withCookie.length),
            other);
    assertThat(other.layouts).containsExactly("unknown lacks [], unknown []");
  }
}
