package ai.cequence.cloudfront.parse;

import ai.cequence.cloudfront.transaction.LogSource;
import ai.cequence.cloudfront.transaction.Transaction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A sound record to the JSON of one transaction.
 *
 * <p>This is the hot path: one pass over the values into reused buffers, no object per record but
 * the transaction and its bytes. The price is fields that hold the record in hand.
 */
final class RecordEncoder {
  private final DistributionIds distributions;
  private final JsonBytes json = new JsonBytes();
  private final HeaderEncoder headers;
  private final Decoded decoded = new Decoded();
  private final Murmur3 murmur = new Murmur3();
  private final byte[] version;
  private final byte[] instanceId;

  /** The distribution of the last record, and all that is constant for it. */
  private @Nullable String lastDistribution;

  private byte[] lastSourceInfo = new byte[0];

  private Values values = new Values();

  RecordEncoder(ParserSettings settings, Redaction redaction) {
    distributions = new DistributionIds(settings.distributions());
    headers = new HeaderEncoder(redaction, json);
    version = settings.version().getBytes(StandardCharsets.UTF_8);
    instanceId = settings.instanceId().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Encodes a record.
   *
   * @param objectDistribution the distribution's id by the object's name, or null
   * @param derivedId stands in for the id of a record without one; null where it has one
   */
  Transaction encode(
      CheckedRecord record,
      LogSource source,
      @Nullable String objectDistribution,
      @Nullable String derivedId) {
    values = record.values;
    json.clear();
    json.raw(Fragment.TIMESTAMP);
    json.seconds(record.timestampMillis);
    json.raw(Fragment.ID);
    int id = json.length();
    if (derivedId == null) {
      text(Field.REQUEST_ID);
    } else {
      json.ascii(derivedId);
    }
    json.hash(id, murmur);
    request(record);
    json.raw(Fragment.STATUS);
    text(Field.STATUS);
    json.raw(Fragment.RESPONSE_HEADERS);
    headers.response(values);
    String distribution = distribution(record.realTime, objectDistribution);
    json.raw(sourceInfo(distribution));
    extractions();
    json.raw(Fragment.END);
    return new Transaction(
        record.timestampMillis, murmur.high, murmur.low, distribution, source, json.copy());
  }

  private void request(CheckedRecord record) {
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
    json.escaped(record.uri.bytes, 0, record.uri.length);
    json.raw(Fragment.HOST);
    Field host = record.hostField();
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
    headers.request(values, host);
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

  private String distribution(boolean realTime, @Nullable String ofObject) {
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

  private byte[] sourceInfo(String distribution) {
    if (!distribution.equals(lastDistribution)) {
      JsonBytes info = new JsonBytes();
      info.raw(Fragment.APPLICATION_VERSION);
      info.escaped(version, 0, version.length);
      info.raw(Fragment.POOL_ID);
      byte[] utf8 = distribution.getBytes(StandardCharsets.UTF_8);
      info.escaped(utf8, 0, utf8.length);
      info.raw(Fragment.INSTANCE_ID);
      info.escaped(instanceId, 0, instanceId.length);
      info.raw(Fragment.EXTRACTIONS);
      lastSourceInfo = info.copy();
      lastDistribution = distribution;
    }
    return lastSourceInfo;
  }

  private void extractions() {
    for (int i = 0; i < values.extractions; i++) {
      if (i > 0) {
        json.raw((byte) ',');
      }
      json.raw(values.extractionName[i]);
      json.escaped(values.bytes, values.extractionStart[i], values.extractionEnd[i]);
      json.raw((byte) '"');
    }
  }

  /** A value as logged. */
  private void text(Field field) {
    json.escaped(values.bytes, values.start(field), values.end(field));
  }

  private void decodedText(Field field) {
    decoded.clear();
    decoded.percent(values.bytes, values.start(field), values.end(field));
    json.escaped(decoded.bytes, 0, decoded.length);
  }
}
