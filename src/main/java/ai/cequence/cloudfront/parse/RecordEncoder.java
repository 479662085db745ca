package ai.cequence.cloudfront.parse;

import ai.cequence.cloudfront.transaction.LogSource;
import ai.cequence.cloudfront.transaction.Transaction;
import ai.cequence.cloudfront.transaction.TransactionJson;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Values of one record to the JSON of one transaction.
 *
 * <p>This is the hot path: one pass over the values into reused buffers, no object per record but
 * the transaction and its bytes. The price is fields that hold the record in hand and methods that
 * return what is wrong instead of throwing it.
 */
final class RecordEncoder {
  /** Set by {@link #check} where it returns a reason. */
  private String problem = "";

  private final Redaction redaction;
  private final PathFilter filter;
  private final DistributionIds distributions;

  private final JsonBytes json = new JsonBytes();
  private final Decoded decoded = new Decoded();
  private final Decoded unescaped = new Decoded();
  private final Decoded uri = new Decoded();
  private final Decoded headerName = new Decoded();
  private final RequestTime time = new RequestTime();
  private final Murmur3 murmur = new Murmur3();
  private final boolean[] headerSeen = new boolean[HeaderField.values().length];

  private final byte[] afterDistribution;
  private final byte[] beforeDistribution;

  private Values values = new Values();
  private boolean realTime;
  private long timestampMillis;
  private int pathEnd;
  private boolean firstHeader;

  RecordEncoder(ParserSettings settings, Redaction redaction) {
    this.redaction = redaction;
    filter = new PathFilter(settings.staticExtensions(), settings.excludedPaths());
    distributions = new DistributionIds(settings.distributions());
    JsonBytes constant = new JsonBytes();
    constant.ascii(
        "],\"body\":{\"length\":0,\"data\":\"\"}},\"txn-meta-data\":{\"source_info\":{\"version\":\"");
    escaped(constant, settings.version());
    constant.ascii("\",\"type\":\"cloudfront\",\"pool_id\":\"");
    beforeDistribution = constant.copy();
    constant.clear();
    constant.ascii("\",\"instance_id\":\"");
    escaped(constant, settings.instanceId());
    constant.ascii("\"},\"data_extractions\":{");
    afterDistribution = constant.copy();
  }

  private static void escaped(JsonBytes target, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    target.escaped(utf8, 0, utf8.length);
  }

  /**
   * Takes a record in hand.
   *
   * @return why it is rejected ({@link #problem()} says more), or null where it is sound
   */
  @Nullable RejectReason check(Values record, boolean isRealTime) {
    values = record;
    realTime = isRealTime;
    for (Field needed : Needed.FIELDS) {
      if (!values.has(needed)) {
        return missing(needed.cloudFrontName());
      }
    }
    if (!isStatus(values.bytes, values.start(Field.STATUS), values.end(Field.STATUS))) {
      return invalid("three digits in sc-status", Field.STATUS);
    }
    RejectReason reason = readTime();
    if (reason != null) {
      return reason;
    }
    encodeUri();
    return null;
  }

  /** What was expected and what was found, after {@link #check} gave a reason. */
  String problem() {
    return problem;
  }

  /** Why the sound record in hand is not to be sent, or null. */
  @Nullable SkipReason skipReason() {
    if (filter.isStatic(uri.bytes, 0, pathEnd)) {
      return SkipReason.STATIC_EXTENSION;
    }
    return filter.isExcluded(uri.bytes, 0, pathEnd) ? SkipReason.EXCLUDED_PATH : null;
  }

  /** The path of the record in hand, for a log line. */
  String path() {
    return new String(uri.bytes, 0, pathEnd, StandardCharsets.US_ASCII);
  }

  /**
   * Encodes the record in hand.
   *
   * @param objectDistribution the distribution's id by the object's name, or null
   * @param identity what stands in for the id of a record without one
   */
  Transaction encode(LogSource source, @Nullable String objectDistribution, Identity identity) {
    json.clear();
    json.raw(Fragment.TIMESTAMP);
    json.seconds(timestampMillis);
    json.raw(Fragment.ID);
    int id = json.length();
    if (values.has(Field.REQUEST_ID)) {
      text(Field.REQUEST_ID);
    } else {
      json.ascii(identity.id(murmur));
    }
    hashId(id);
    request();
    response();
    String distribution = distribution(objectDistribution);
    metadata(distribution);
    return new Transaction(
        timestampMillis, murmur.high, murmur.low, distribution, source, json.copy());
  }

  /** What a record without an id is recognised by. */
  interface Identity {
    /** 32 hex digits, the same for the same record. */
    String id(Murmur3 murmur);
  }

  private void hashId(int start) {
    decoded.clear();
    json.copyTo(decoded, start);
    murmur.hash(decoded.bytes, 0, decoded.length);
  }

  private void request() {
    json.raw(Fragment.CLIENT_IP);
    text(Field.CLIENT_IP);
    json.raw(Fragment.SCHEME);
    boolean plain = scheme();
    if (values.has(Field.PROTOCOL_VERSION)) {
      json.raw(Fragment.VERSION);
      int start = values.start(Field.PROTOCOL_VERSION);
      int end = values.end(Field.PROTOCOL_VERSION);
      json.escaped(values.bytes, isHttpPrefix(start, end) ? start + 5 : start, end);
    }
    json.raw(Fragment.METHOD);
    decodedText(Field.METHOD);
    json.raw(Fragment.URI);
    json.escaped(uri.bytes, 0, uri.length);
    json.raw(Fragment.HOST);
    Field host = hostField();
    if (host != null) {
      decodedText(host);
    }
    json.raw(Fragment.CONNECTION_IP);
    text(Field.CLIENT_IP);
    json.raw(Fragment.CONNECTION_PORT);
    json.number(port());
    json.raw(Fragment.SERVER_IP);
    if (values.has(Field.SERVER_IP)) {
      text(Field.SERVER_IP);
    } else {
      json.raw(Fragment.NO_IP);
    }
    json.raw(plain ? Fragment.PORT_80 : Fragment.PORT_443);
    requestHeaders(host);
  }

  /** Writes the scheme and tells whether it is one without TLS. */
  private boolean scheme() {
    if (!values.has(Field.PROTOCOL)) {
      json.raw(Fragment.HTTPS);
      return false;
    }
    text(Field.PROTOCOL);
    int start = values.start(Field.PROTOCOL);
    int length = values.end(Field.PROTOCOL) - start;
    return (length == 4 && matches(start, Fragment.HTTP))
        || (length == 2 && matches(start, Fragment.WS));
  }

  private boolean matches(int start, byte[] expected) {
    for (int i = 0; i < expected.length; i++) {
      if (values.bytes[start + i] != expected[i]) {
        return false;
      }
    }
    return true;
  }

  private boolean isHttpPrefix(int start, int end) {
    return end - start > 5 && matches(start, Fragment.HTTP_SLASH);
  }

  private @Nullable Field hostField() {
    if (realTime) {
      return first(Field.CS_HOST, Field.X_HOST_HEADER);
    }
    return first(Field.X_HOST_HEADER, Field.CS_HOST_V1);
  }

  private @Nullable Field first(Field one, Field other) {
    if (values.has(one)) {
      return one;
    }
    return values.has(other) ? other : null;
  }

  private int port() {
    int start = values.start(Field.CLIENT_PORT);
    int end = values.end(Field.CLIENT_PORT);
    if (!values.has(Field.CLIENT_PORT) || end - start > 5) {
      return 0;
    }
    int port = 0;
    for (int i = start; i < end; i++) {
      int digit = values.bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      port = port * 10 + digit;
    }
    return port > 65_535 ? 0 : port;
  }

  private void requestHeaders(@Nullable Field host) {
    firstHeader = true;
    java.util.Arrays.fill(headerSeen, false);
    if (values.has(Field.HEADERS)) {
      loggedHeaders();
    }
    for (HeaderField header : HeaderField.ALL) {
      Field field = header == HeaderField.HOST ? host : header.field();
      if (field == null || !values.has(field) || headerSeen[header.ordinal()]) {
        continue;
      }
      decoded.clear();
      if (header == HeaderField.FORWARDED_FOR) {
        unescaped.clear();
        unescaped.hexEscapes(values.bytes, values.start(field), values.end(field));
        decoded.percent(unescaped.bytes, 0, unescaped.length);
      } else {
        decoded.percent(values.bytes, values.start(field), values.end(field));
      }
      beginHeader();
      json.raw(header.nameBytes());
      endHeader(header);
    }
  }

  /**
   * {@code cs-headers}: split on the literal {@code %0A} first, so that a client's own bytes cannot
   * make a header.
   */
  private void loggedHeaders() {
    byte[] bytes = values.bytes;
    int end = values.end(Field.HEADERS);
    int at = values.start(Field.HEADERS);
    while (at < end) {
      int next = at;
      while (next < end && !isEncodedLineFeed(bytes, next, end)) {
        next++;
      }
      if (next > at) {
        loggedHeader(bytes, at, next);
      }
      at = next + 3;
    }
  }

  private static boolean isEncodedLineFeed(byte[] bytes, int i, int end) {
    return bytes[i] == '%'
        && i + 2 < end
        && bytes[i + 1] == '0'
        && (bytes[i + 2] == 'A' || bytes[i + 2] == 'a');
  }

  private void loggedHeader(byte[] bytes, int start, int end) {
    int colon = start;
    while (colon < end && bytes[colon] != ':') {
      colon++;
    }
    headerName.clear();
    headerName.percent(bytes, start, colon);
    if (!HttpToken.isToken(headerName.bytes, 0, headerName.length)) {
      headerName.clear();
      headerName.append(bytes, start, colon);
    }
    HeaderField known = null;
    for (HeaderField header : HeaderField.ALL) {
      if (header.isNamed(headerName.bytes, 0, headerName.length)) {
        known = header;
        headerSeen[header.ordinal()] = true;
      }
    }
    decoded.clear();
    decoded.percent(bytes, Math.min(end, colon + 1), end);
    beginHeader();
    json.escaped(headerName.bytes, 0, headerName.length);
    endHeader(known);
  }

  private void beginHeader() {
    json.raw(firstHeader ? Fragment.QUOTE : Fragment.COMMA_QUOTE);
    firstHeader = false;
  }

  /** Writes the value in {@link #decoded}, redacted where it must be. */
  private void endHeader(@Nullable HeaderField header) {
    json.raw((byte) ':');
    byte[] value = decoded.bytes;
    int length = decoded.length;
    if (redaction.redactsAny()) {
      value = redacted(header);
      length = value.length;
    }
    json.base64(value, 0, length);
    json.raw((byte) '"');
  }

  private byte[] redacted(@Nullable HeaderField header) {
    String name =
        header == null
            ? new String(headerName.bytes, 0, headerName.length, StandardCharsets.ISO_8859_1)
            : header.headerName();
    if (redaction.redactsHeader(name.toLowerCase(Locale.ROOT))) {
      return Redaction.REDACTED;
    }
    if (header == HeaderField.COOKIE) {
      return redaction.ofCookies(decoded.bytes, 0, decoded.length);
    }
    if (header == HeaderField.REFERER) {
      return redaction.ofUri(decoded.bytes, 0, decoded.length);
    }
    return java.util.Arrays.copyOf(decoded.bytes, decoded.length);
  }

  private void response() {
    json.raw(Fragment.STATUS);
    text(Field.STATUS);
    json.raw(Fragment.RESPONSE_HEADERS);
    firstHeader = true;
    if (values.has(Field.CONTENT_TYPE)) {
      responseHeader(Fragment.CONTENT_TYPE, Field.CONTENT_TYPE);
    }
    if (values.has(Field.CONTENT_LENGTH)) {
      responseHeader(Fragment.CONTENT_LENGTH, Field.CONTENT_LENGTH);
    }
    if (values.has(Field.RANGE_START) && values.has(Field.RANGE_END)) {
      decoded.clear();
      decoded.append(Fragment.BYTES, 0, Fragment.BYTES.length);
      percent(Field.RANGE_START);
      decoded.append((byte) '-');
      percent(Field.RANGE_END);
      decoded.append(Fragment.OF_UNKNOWN, 0, Fragment.OF_UNKNOWN.length);
      beginHeader();
      json.raw(Fragment.CONTENT_RANGE);
      json.base64(decoded.bytes, 0, decoded.length);
      json.raw((byte) '"');
    }
  }

  private void responseHeader(byte[] name, Field field) {
    decoded.clear();
    percent(field);
    beginHeader();
    json.raw(name);
    json.base64(decoded.bytes, 0, decoded.length);
    json.raw((byte) '"');
  }

  private String distribution(@Nullable String ofObject) {
    if (values.has(Field.DISTRIBUTION_ID)) {
      return distributionText(Field.DISTRIBUTION_ID);
    }
    if (values.has(Field.PRIMARY_DISTRIBUTION_ID)) {
      return distributionText(Field.PRIMARY_DISTRIBUTION_ID);
    }
    if (ofObject != null) {
      return ofObject;
    }
    Field domain = realTime ? Field.X_HOST_HEADER : Field.CS_HOST_V1;
    if (!values.has(domain)) {
      return DistributionIds.UNKNOWN;
    }
    return distributions.ofDomain(values.bytes, values.start(domain), values.end(domain));
  }

  private String distributionText(Field field) {
    return distributions.text(values.bytes, values.start(field), values.end(field));
  }

  private void metadata(String distribution) {
    json.raw(beforeDistribution);
    escaped(json, distribution);
    json.raw(afterDistribution);
    for (int i = 0; i < values.extractions; i++) {
      if (i > 0) {
        json.raw((byte) ',');
      }
      json.raw(values.extractionName[i]);
      json.escaped(values.bytes, values.extractionStart[i], values.extractionEnd[i]);
      json.raw((byte) '"');
    }
    json.raw(Fragment.END);
  }

  private void encodeUri() {
    byte[] bytes = values.bytes;
    int start = values.start(Field.URI_STEM);
    int end = values.end(Field.URI_STEM);
    uri.clear();
    uri.wireForm(bytes, start, end);
    boolean append = values.has(Field.URI_QUERY) && !(realTime && contains(bytes, start, end, '?'));
    if (append) {
      uri.append((byte) '?');
      uri.wireForm(bytes, values.start(Field.URI_QUERY), values.end(Field.URI_QUERY));
    }
    if (redaction.redactsQuery()) {
      byte[] redacted = redaction.ofUri(uri.bytes, 0, uri.length);
      uri.clear();
      uri.append(redacted, 0, redacted.length);
    }
    pathEnd = 0;
    while (pathEnd < uri.length && uri.bytes[pathEnd] != '?') {
      pathEnd++;
    }
  }

  private static boolean contains(byte[] bytes, int start, int end, char wanted) {
    for (int i = start; i < end; i++) {
      if (bytes[i] == wanted) {
        return true;
      }
    }
    return false;
  }

  private @Nullable RejectReason readTime() {
    byte[] b = values.bytes;
    if (values.has(Field.TIMESTAMP_MS)) {
      timestampMillis =
          RequestTime.millis(b, values.start(Field.TIMESTAMP_MS), values.end(Field.TIMESTAMP_MS));
      return checkTime("milliseconds since the epoch in timestamp(ms)", Field.TIMESTAMP_MS);
    }
    boolean dated = values.has(Field.DATE) && values.has(Field.TIME);
    if (values.has(Field.TIMESTAMP) && (realTime || !dated)) {
      timestampMillis =
          RequestTime.seconds(b, values.start(Field.TIMESTAMP), values.end(Field.TIMESTAMP));
      return checkTime("seconds since the epoch in timestamp", Field.TIMESTAMP);
    }
    if (!dated) {
      return missing("timestamp(ms), timestamp, or date and time");
    }
    timestampMillis =
        time.dateAndTime(
            b,
            values.start(Field.DATE),
            values.end(Field.DATE),
            values.start(Field.TIME),
            values.end(Field.TIME));
    RejectReason reason = checkTime("YYYY-MM-DD in date", Field.DATE);
    if (reason != null) {
      problem += " and HH:MM:SS in time, found " + quoted(Field.TIME);
    }
    return reason;
  }

  private @Nullable RejectReason checkTime(String expected, Field field) {
    return timestampMillis == RequestTime.INVALID ? invalid(expected, field) : null;
  }

  private RejectReason missing(String name) {
    problem = "expected a value of " + name + ", found none";
    return RejectReason.MISSING_FIELD;
  }

  private RejectReason invalid(String expected, Field field) {
    problem = "expected " + expected + ", found " + quoted(field);
    return RejectReason.INVALID_FIELD;
  }

  private String quoted(Field field) {
    int start = values.start(field);
    int end = Math.min(values.end(field), start + 40);
    return '"' + new String(values.bytes, start, end - start, StandardCharsets.ISO_8859_1) + '"';
  }

  private static boolean isStatus(byte[] b, int start, int end) {
    return end - start == 3 && isDigit(b[start]) && isDigit(b[start + 1]) && isDigit(b[start + 2]);
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private void percent(Field field) {
    decoded.percent(values.bytes, values.start(field), values.end(field));
  }

  /** A value as logged. */
  private void text(Field field) {
    json.escaped(values.bytes, values.start(field), values.end(field));
  }

  private void decodedText(Field field) {
    decoded.clear();
    percent(field);
    json.escaped(decoded.bytes, 0, decoded.length);
  }

  private static final class Needed {
    static final Field[] FIELDS = {
      Field.CLIENT_IP, Field.METHOD, Field.URI_STEM, Field.STATUS,
    };
  }

  /** The constant parts of the JSON. */
  private static final class Fragment {
    static final byte[] TIMESTAMP = ascii(TransactionJson.BEFORE_TIMESTAMP);
    static final byte[] ID = ascii(TransactionJson.BEFORE_ID);
    static final byte[] CLIENT_IP = ascii("\",\"request\":{\"client-ip\":\"");
    static final byte[] SCHEME = ascii("\",\"http-scheme\":\"");
    static final byte[] HTTPS = ascii("https");
    static final byte[] HTTP = ascii("http");
    static final byte[] WS = ascii("ws");
    static final byte[] HTTP_SLASH = ascii("HTTP/");
    static final byte[] VERSION = ascii("\",\"http-version\":\"");
    static final byte[] METHOD = ascii("\",\"http-method\":\"");
    static final byte[] URI = ascii("\",\"uri-query-fragment\":\"");
    static final byte[] HOST = ascii("\",\"host\":\"");
    static final byte[] CONNECTION_IP = ascii("\",\"connection\":{\"connection-ip\":\"");
    static final byte[] CONNECTION_PORT = ascii("\",\"connection-port\":");
    static final byte[] SERVER_IP = ascii(",\"server-ip\":\"");
    static final byte[] NO_IP = ascii("0.0.0.0");
    static final byte[] PORT_80 = ascii("\",\"server-port\":80},\"headers\":[");
    static final byte[] PORT_443 = ascii("\",\"server-port\":443},\"headers\":[");
    static final byte[] QUOTE = ascii("\"");
    static final byte[] COMMA_QUOTE = ascii(",\"");
    static final byte[] STATUS =
        ascii("],\"body\":{\"length\":0,\"data\":\"\"}},\"response\":{\"status-code\":\"");
    static final byte[] RESPONSE_HEADERS = ascii("\",\"headers\":[");
    static final byte[] CONTENT_TYPE = ascii("content-type:");
    static final byte[] CONTENT_LENGTH = ascii("content-length:");
    static final byte[] CONTENT_RANGE = ascii("content-range:");
    static final byte[] BYTES = ascii("bytes ");
    static final byte[] OF_UNKNOWN = ascii("/*");
    static final byte[] END = ascii("}}}");

    private static byte[] ascii(String text) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }
  }
}
