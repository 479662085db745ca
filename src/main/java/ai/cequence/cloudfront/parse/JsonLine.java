package ai.cequence.cloudfront.parse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one line that holds a flat JSON object, as standard logging v2 delivers it: strings,
 * numbers, true, false or null by field name. Nested values are kept as text. Reused; strings are
 * unescaped into one buffer.
 */
final class JsonLine {
  private final Decoded buffer = new Decoded();
  private final JsonNames known = new JsonNames();
  private long lines;
  private byte[] bytes = new byte[0];
  private int at;
  private int end;
  private boolean connectionLog;
  private boolean realTime;
  private boolean remembersNames;
  private final List<String> lineNames = new ArrayList<>();

  /**
   * Reads a line into {@code values}.
   *
   * @return false where it is no flat JSON object; {@code values} is undefined then
   */
  boolean read(byte[] line, int start, int stop, Values values) {
    lineNames.clear();
    lines++;
    known.nextLine();
    bytes = line;
    at = start;
    end = stop;
    connectionLog = false;
    realTime = false;
    buffer.clear();
    values.clear(buffer.bytes);
    if (!consume('{')) {
      return false;
    }
    blanks();
    if (consume('}')) {
      return atEnd();
    }
    do {
      blanks();
      if (!member(values)) {
        return false;
      }
      blanks();
    } while (consume(','));
    values.bytes = buffer.bytes;
    return consume('}') && atEnd();
  }

  /** Whether to remember the names on the next lines, for {@link #names}. */
  void rememberNames(boolean remember) {
    remembersNames = remember;
  }

  /** The field names of the line that was read, in order. */
  List<String> names() {
    return lineNames;
  }

  /** Whether the line that was read is one of a TLS connection log. */
  boolean isConnectionLog() {
    return connectionLog;
  }

  /** Whether it has fields that only real-time logs have. */
  boolean isRealTime() {
    return realTime;
  }

  private boolean member(Values values) {
    int nameStart = buffer.length;
    if (!string()) {
      return false;
    }
    String text =
        new String(buffer.bytes, nameStart, buffer.length - nameStart, StandardCharsets.UTF_8);
    JsonNames.Name name = known.of(text);
    if (remembersNames) {
      lineNames.add(text);
    }
    connectionLog |= name.connectionLog;
    realTime |= name.realTime;
    blanks();
    if (!consume(':')) {
      return false;
    }
    blanks();
    int from = buffer.length;
    if (!value(name.field == Field.STATUS.ordinal())) {
      return false;
    }
    // The buffer may have grown; offsets stay what they are.
    values.bytes = buffer.bytes;
    if (name.field >= 0) {
      values.set(name.field, from, buffer.length);
    } else if (name.extraction.length > 0
        && name.extractedIn != lines
        && values.extract(name.extraction, from, buffer.length)) {
      name.extractedIn = lines;
    }
    return true;
  }

  private boolean value(boolean status) {
    if (at >= end) {
      return false;
    }
    byte b = bytes[at];
    if (b == '"') {
      return string();
    }
    if (b == '{' || b == '[') {
      return nested();
    }
    int from = at;
    while (at < end && bytes[at] != ',' && bytes[at] != '}' && bytes[at] > ' ') {
      at++;
    }
    if (at == from) {
      return false;
    }
    if (literal(from, "null")) {
      return true;
    }
    if (!literal(from, "true") && !literal(from, "false") && !isNumber(from)) {
      return false;
    }
    for (int digits = at - from; status && digits < 3; digits++) {
      buffer.append((byte) '0');
    }
    buffer.append(bytes, from, at);
    return true;
  }

  private boolean literal(int from, String expected) {
    if (at - from != expected.length()) {
      return false;
    }
    for (int i = 0; i < expected.length(); i++) {
      if (bytes[from + i] != expected.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the text up to here is a number as JSON writes them. */
  private boolean isNumber(int from) {
    int i = from < at && bytes[from] == '-' ? from + 1 : from;
    int whole = digits(i);
    if (whole == i || (whole > i + 1 && bytes[i] == '0')) {
      return false;
    }
    i = whole;
    if (i < at && bytes[i] == '.') {
      int fraction = digits(i + 1);
      if (fraction == i + 1) {
        return false;
      }
      i = fraction;
    }
    if (i < at && (bytes[i] == 'e' || bytes[i] == 'E')) {
      i++;
      int exponent = i < at && (bytes[i] == '+' || bytes[i] == '-') ? i + 1 : i;
      i = digits(exponent);
      return i == at && i > exponent;
    }
    return i == at;
  }

  /** Index behind the digits from {@code i} on. */
  private int digits(int i) {
    while (i < at && bytes[i] >= '0' && bytes[i] <= '9') {
      i++;
    }
    return i;
  }

  /** Keeps an object or array as its text. */
  private boolean nested() {
    int from = at;
    int depth = 0;
    boolean quoted = false;
    for (; at < end; at++) {
      byte b = bytes[at];
      if (quoted) {
        if (b == '\\') {
          at++;
        } else if (b == '"') {
          quoted = false;
        }
      } else if (b == '"') {
        quoted = true;
      } else if (b == '{' || b == '[') {
        depth++;
      } else if ((b == '}' || b == ']') && --depth == 0) {
        at++;
        buffer.append(bytes, from, at);
        return true;
      }
    }
    return false;
  }

  private boolean string() {
    if (!consume('"')) {
      return false;
    }
    int from = at;
    while (at < end) {
      byte b = bytes[at];
      if (b == '"') {
        buffer.append(bytes, from, at++);
        return true;
      }
      if (b == '\\') {
        buffer.append(bytes, from, at);
        if (!escape()) {
          return false;
        }
        from = at;
      } else {
        at++;
      }
    }
    return false;
  }

  private boolean escape() {
    if (at + 1 >= end) {
      return false;
    }
    byte kind = bytes[at + 1];
    at += 2;
    switch (kind) {
      case '"', '\\', '/' -> buffer.append(kind);
      case 'b' -> buffer.append((byte) '\b');
      case 'f' -> buffer.append((byte) '\f');
      case 'n' -> buffer.append((byte) '\n');
      case 'r' -> buffer.append((byte) '\r');
      case 't' -> buffer.append((byte) '\t');
      case 'u' -> {
        return unicode();
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** {@code \\uXXXX}, or two of them that are one character; a lone surrogate becomes U+FFFD. */
  private boolean unicode() {
    int unit = hex4();
    if (unit < 0) {
      return false;
    }
    int character = unit;
    if (Character.isHighSurrogate((char) unit)
        && at + 1 < end
        && bytes[at] == '\\'
        && bytes[at + 1] == 'u') {
      int back = at;
      at += 2;
      int low = hex4();
      if (low >= 0 && Character.isLowSurrogate((char) low)) {
        character = Character.toCodePoint((char) unit, (char) low);
      } else {
        at = back;
      }
    }
    if (character >= 0xD800 && character <= 0xDFFF) {
      character = 0xFFFD;
    }
    byte[] utf8 = Character.toString(character).getBytes(StandardCharsets.UTF_8);
    buffer.append(utf8, 0, utf8.length);
    return true;
  }

  private int hex4() {
    if (at + 4 > end) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(bytes[at + i], 16);
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    at += 4;
    return value;
  }

  private boolean consume(char wanted) {
    if (at < end && bytes[at] == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private void blanks() {
    while (at < end && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\r')) {
      at++;
    }
  }

  private boolean atEnd() {
    blanks();
    return at == end;
  }
}
