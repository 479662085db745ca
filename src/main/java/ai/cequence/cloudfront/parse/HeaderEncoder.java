package ai.cequence.cloudfront.parse;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Header lists of a transaction: {@code "name:base64"} items. Part of the hot path; buffers are
 * reused.
 */
final class HeaderEncoder {
  private final Redaction redaction;
  private final JsonBytes json;
  private final Decoded decoded = new Decoded();
  private final Decoded unescaped = new Decoded();
  private final Decoded name = new Decoded();
  private final boolean[] seen = new boolean[HeaderField.ALL.length];
  private boolean first;

  /**
   * @param json where the items go
   */
  HeaderEncoder(Redaction redaction, JsonBytes json) {
    this.redaction = redaction;
    this.json = json;
  }

  /**
   * Those of the request: the ones of {@code cs-headers} in their order and case, then those that
   * have a field of their own and are not among the first.
   *
   * @param host the field that holds the viewer's host, or null
   */
  void request(Values values, @Nullable Field host) {
    first = true;
    Arrays.fill(seen, false);
    if (values.has(Field.HEADERS)) {
      items(values.bytes, values.start(Field.HEADERS), values.end(Field.HEADERS));
    }
    for (HeaderField header : HeaderField.ALL) {
      Field field = header == HeaderField.HOST ? host : header.field();
      if (field == null || !values.has(field) || seen[header.ordinal()]) {
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
      begin();
      json.raw(header.nameBytes());
      end(header);
    }
  }

  /** Those of the response. */
  void response(Values values) {
    first = true;
    if (values.has(Field.CONTENT_TYPE)) {
      response(Fragment.CONTENT_TYPE, values, Field.CONTENT_TYPE);
    }
    if (values.has(Field.CONTENT_LENGTH)) {
      response(Fragment.CONTENT_LENGTH, values, Field.CONTENT_LENGTH);
    }
    if (values.has(Field.RANGE_START) && values.has(Field.RANGE_END)) {
      decoded.clear();
      decoded.append(Fragment.BYTES, 0, Fragment.BYTES.length);
      percent(values, Field.RANGE_START);
      decoded.append((byte) '-');
      percent(values, Field.RANGE_END);
      decoded.append(Fragment.OF_UNKNOWN, 0, Fragment.OF_UNKNOWN.length);
      begin();
      json.raw(Fragment.CONTENT_RANGE);
      value(decoded.bytes, decoded.length);
    }
  }

  private void response(byte[] prefix, Values values, Field field) {
    decoded.clear();
    percent(values, field);
    begin();
    json.raw(prefix);
    value(decoded.bytes, decoded.length);
  }

  private void percent(Values values, Field field) {
    decoded.percent(values.bytes, values.start(field), values.end(field));
  }

  /**
   * {@code cs-headers}: split on the literal {@code %0A} first, so that a client's own bytes cannot
   * make a header.
   */
  private void items(byte[] bytes, int start, int end) {
    int at = start;
    while (at < end) {
      int next = at;
      while (next < end && !isEncodedLineFeed(bytes, next, end)) {
        next++;
      }
      if (next > at) {
        item(bytes, at, next);
      }
      at = next + 3;
    }
  }

  private static boolean isEncodedLineFeed(byte[] bytes, int i, int end) {
    return bytes[i] == '%' && i + 2 < end && bytes[i + 1] == '0' && bytes[i + 2] == 'A';
  }

  private void item(byte[] bytes, int start, int end) {
    int colon = EightBytes.indexOf((byte) ':', bytes, start, end);
    name.clear();
    name.percent(bytes, start, colon);
    if (!HttpToken.isToken(name.bytes, 0, name.length)) {
      name.clear();
      name.append(bytes, start, colon);
    }
    HeaderField known = null;
    for (HeaderField header : HeaderField.ALL) {
      if (header.isNamed(name.bytes, 0, name.length)) {
        known = header;
        seen[header.ordinal()] = true;
      }
    }
    decoded.clear();
    decoded.percent(bytes, Math.min(end, colon + 1), end);
    begin();
    json.escaped(name.bytes, 0, name.length);
    end(known);
  }

  private void begin() {
    json.raw(first ? Fragment.QUOTE : Fragment.COMMA_QUOTE);
    first = false;
  }

  /** Writes the value in {@link #decoded}, redacted where it must be. */
  private void end(@Nullable HeaderField header) {
    json.raw((byte) ':');
    if (redaction.redactsAny()) {
      byte[] value = redacted(header);
      value(value, value.length);
    } else {
      value(decoded.bytes, decoded.length);
    }
  }

  private void value(byte[] value, int length) {
    json.base64(value, 0, length);
    json.raw((byte) '"');
  }

  private byte[] redacted(@Nullable HeaderField header) {
    String headerName =
        header == null
            ? new String(name.bytes, 0, name.length, StandardCharsets.ISO_8859_1)
            : header.headerName();
    if (redaction.redactsHeader(headerName.toLowerCase(Locale.ROOT))) {
      return Redaction.REDACTED;
    }
    if (header == HeaderField.COOKIE) {
      return redaction.ofCookies(decoded.bytes, 0, decoded.length);
    }
    if (header == HeaderField.REFERER) {
      return redaction.ofUri(decoded.bytes, 0, decoded.length);
    }
    return Arrays.copyOf(decoded.bytes, decoded.length);
  }
}
