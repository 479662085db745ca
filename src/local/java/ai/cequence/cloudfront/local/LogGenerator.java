package ai.cequence.cloudfront.local;

import ai.cequence.cloudfront.parse.LogFields;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * Invents API traffic and writes it in every format of CloudFront: standard logs v1 (33 columns,
 * about 412 bytes a line), v2 as JSON and W3C, and real-time records. The same seed gives the same
 * requests, whatever the format; ids are unique for each seed.
 *
 * <p>Profile: 10 % requests for static files; methods GET 70 %, POST 20 %, PUT 6 %, DELETE 4 %;
 * statuses 200 80 %, 201 6 %, 304 4 %, 401 3 %, 404 5 %, 500 2 %; half of the requests have a
 * query, a third a cookie, a third an X-Forwarded-For, a fifth a referer; 500 clients, one in ten
 * on IPv6; ten requests a second of log time. Real-time records hold the headers of a viewer on
 * HTTP/2 in {@code cs-headers}.
 */
public final class LogGenerator {
  /** Distribution's domain in column {@code cs(Host)}. */
  public static final String DOMAIN = "d111111abcdef8.cloudfront.net";

  /** The 33 columns of standard logs (v1) since December 2019. */
  public static final List<String> V1_FIELDS = LogFields.STANDARD.subList(0, 33);

  private static final String VERSION = "#Version: 1.0\n";
  private static final String[] LOCATIONS = {"SFO53-P7", "FRA56-C1", "NRT57-P2", "LHR61-P1"};
  private static final String[] PATHS = {
    "/api/v1/users", "/api/v1/orders", "/api/v2/cart/items", "/login", "/api/v1/search", "/graphql"
  };
  private static final String[] STATIC = {
    "/static/app.js", "/static/site.css", "/img/logo.png", "/fonts/text.woff2"
  };
  private static final String[] AGENTS = {
    "Mozilla/5.0%20(Windows%20NT%2010.0;%20Win64;%20x64)%20AppleWebKit/537.36%20(KHTML,%20like%20Gecko)%20Chrome/124.0.0.0%20Safari/537.36",
    "Mozilla/5.0%20(iPhone;%20CPU%20iPhone%20OS%2017_4%20like%20Mac%20OS%20X)%20AppleWebKit/605.1.15%20(KHTML,%20like%20Gecko)%20Mobile/15E148",
    "okhttp/4.12.0",
    "python-requests/2.31.0"
  };
  private static final char[] ID_LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".toCharArray();

  private final Random random;
  private final long seed;
  private long next;

  public LogGenerator(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
  }

  /**
   * Writes a gzip file with a header and lines; closes the stream.
   *
   * @param start time of the first request
   */
  public void writeV1(OutputStream file, int lines, Instant start) throws IOException {
    write(file, VERSION + header(V1_FIELDS, " "), lines, start, this::line);
  }

  /** As {@link #writeV1}: standard logs (v2), one JSON object a line. */
  public void writeJson(OutputStream file, int lines, Instant start) throws IOException {
    write(file, "", lines, start, at -> request(at).json(V1_FIELDS) + '\n');
  }

  /** As {@link #writeV1}: standard logs (v2) as W3C with a delimiter of one to five characters. */
  public void writeW3c(OutputStream file, int lines, Instant start, String delimiter)
      throws IOException {
    write(
        file,
        header(V1_FIELDS, " "),
        lines,
        start,
        at -> request(at).delimited(V1_FIELDS, delimiter) + '\n');
  }

  /** As {@link #writeV1}: real-time records, a line each. */
  public void writeRealTime(OutputStream file, int lines, Instant start, List<String> fields)
      throws IOException {
    write(file, "", lines, start, at -> realTimeLine(at, fields));
  }

  /** What writes one line, its line feed included. */
  private interface LineAt {
    String line(Instant at);
  }

  private static void write(
      OutputStream file, String header, int lines, Instant start, LineAt format)
      throws IOException {
    try (OutputStream out =
        new BufferedOutputStream(new GZIPOutputStream(file, 1 << 16), 1 << 16)) {
      out.write(header.getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < lines; i++) {
        Instant at = start.plusMillis(i * 100L);
        out.write(format.line(at).getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  private static String header(List<String> fields, String separator) {
    return "#Fields: " + String.join(separator, fields) + '\n';
  }

  /**
   * One real-time record, its line feed included.
   *
   * @param at time of the request, to the millisecond
   * @param fields of the real-time log configuration, in canonical order
   */
  public String realTimeLine(Instant at, List<String> fields) {
    return request(at).realTime(fields) + '\n';
  }

  /** One request, for formats that are not lines. */
  public LoggedRequest request(Instant at) {
    String line = line(at);
    LoggedRequest request = LoggedRequest.ofV1(line.substring(0, line.length() - 1));
    request.columns().put("timestamp(ms)", String.valueOf(at.toEpochMilli()));
    request.columns().put("asn", "64500");
    request.columns().put("c-country", "DE");
    return request;
  }

  /** One line of standard logs (v1), its line feed included. */
  public String line(Instant at) {
    LocalDateTime time = LocalDateTime.ofInstant(at, ZoneOffset.UTC);
    boolean isStatic = random.nextInt(10) == 0;
    String path =
        isStatic
            ? one(STATIC)
            : one(PATHS) + (random.nextBoolean() ? "/" + random.nextInt(10_000) : "");
    String status = isStatic ? "200" : status();
    int millis = 1 + random.nextInt(400);
    String taken = millis / 1000 + "." + String.valueOf(1000 + millis % 1000).substring(1);
    StringBuilder line = new StringBuilder(420);
    line.append(time.toLocalDate()).append('\t');
    two(line, time.getHour()).append(':');
    two(line, time.getMinute()).append(':');
    two(line, time.getSecond()).append('\t');
    line.append(one(LOCATIONS)).append('\t').append(300 + random.nextInt(20_000)).append('\t');
    line.append(client()).append('\t').append(isStatic ? "GET" : method()).append('\t');
    line.append(DOMAIN).append('\t').append(path).append('\t').append(status).append('\t');
    line.append(random.nextInt(5) == 0 ? "https://www.example.com/start" : "-").append('\t');
    line.append(one(AGENTS)).append('\t');
    line.append(random.nextBoolean() ? "page=" + random.nextInt(50) + "&sort=name" : "-");
    line.append('\t');
    line.append(random.nextInt(3) == 0 ? "session=" + Long.toHexString(random.nextLong()) : "-");
    line.append("\tMiss\t").append(id()).append("\tapi.example.com\thttps\t");
    line.append(80 + random.nextInt(900)).append('\t').append(taken);
    line.append('\t').append(random.nextInt(3) == 0 ? "198.51.100." + random.nextInt(250) : "-");
    line.append("\tTLSv1.3\tTLS_AES_128_GCM_SHA256\tMiss\tHTTP/2.0\t-\t-\t");
    line.append(1024 + random.nextInt(60_000)).append('\t').append(taken);
    line.append("\tMiss\tapplication/json;charset=UTF-8\t")
        .append(random.nextInt(9_000))
        .append("\t-\t-\n");
    return line.toString();
  }

  private String one(String[] of) {
    return of[random.nextInt(of.length)];
  }

  private String status() {
    int p = random.nextInt(100);
    if (p < 80) {
      return "200";
    }
    if (p < 86) {
      return "201";
    }
    if (p < 90) {
      return "304";
    }
    if (p < 93) {
      return "401";
    }
    return p < 98 ? "404" : "500";
  }

  private String method() {
    int p = random.nextInt(100);
    if (p < 70) {
      return "GET";
    }
    if (p < 90) {
      return "POST";
    }
    return p < 96 ? "PUT" : "DELETE";
  }

  private String client() {
    int client = random.nextInt(500);
    return client % 10 == 0
        ? "2001:db8::" + Integer.toHexString(client)
        : "203.0.113." + client % 250;
  }

  /**
   * 54 random letters and the number of the line, so that no two are equal; ends as CloudFront's
   * do.
   */
  private String id() {
    long number = next++ ^ seed << 40;
    StringBuilder id = new StringBuilder(56);
    for (int i = 0; i < 11; i++) {
      id.append(ID_LETTERS[(int) (number >>> (60 - 6 * i) & 63)]);
    }
    while (id.length() < 54) {
      id.append(ID_LETTERS[random.nextInt(64)]);
    }
    return id.append("==").toString();
  }

  private static StringBuilder two(StringBuilder line, int value) {
    return line.append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
  }
}
