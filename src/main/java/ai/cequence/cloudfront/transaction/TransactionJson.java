package ai.cequence.cloudfront.transaction;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Where things lie in the JSON of a transaction. The encoder writes its first members always in
 * this order and without blanks:
 *
 * <pre>{"timestamp":"1732262400.123","version":"1.0","transaction-id":"…",</pre>
 *
 * so that time and id can be found again in bytes that were restored from state, without a JSON
 * parser.
 */
public final class TransactionJson {
  /** All bytes before the timestamp's digits. */
  public static final String BEFORE_TIMESTAMP = "{\"timestamp\":\"";

  /** All bytes between the timestamp's digits and the id. */
  public static final String BEFORE_ID = "\",\"version\":\"1.0\",\"transaction-id\":\"";

  private TransactionJson() {}

  /** Index of the first byte of the id in the transaction that begins at {@code start}. */
  public static int idStart(byte[] json, int start) {
    int i = start + BEFORE_TIMESTAMP.length();
    while (json[i] != '"') {
      i++;
    }
    return i + BEFORE_ID.length();
  }

  /** Index after the last byte of the id that begins at {@code idStart}: its closing quote. */
  public static int idEnd(byte[] json, int idStart) {
    int i = idStart;
    while (json[i] != '"') {
      i += json[i] == '\\' ? 2 : 1;
    }
    return i;
  }

  /**
   * Compares the ids of two transactions that begin at index 0, byte by byte (unsigned), as {@link
   * java.util.Arrays#compareUnsigned(byte[], byte[])} compares them alone. Ids differ early as a
   * rule, so their ends are looked for only where they do not.
   */
  public static int compareIds(byte[] a, byte[] b) {
    int aStart = idStart(a, 0);
    int bStart = idStart(b, 0);
    int shorter = Math.min(a.length - aStart, b.length - bStart);
    for (int i = 0; i < shorter; i++) {
      byte x = a[aStart + i];
      byte y = b[bStart + i];
      if (x == '"' || y == '"' || x == '\\' || y == '\\') {
        break;
      }
      if (x != y) {
        return Byte.compareUnsigned(x, y);
      }
    }
    return Arrays.compareUnsigned(a, aStart, idEnd(a, aStart), b, bStart, idEnd(b, bStart));
  }

  /** The id of the transaction that begins at {@code start}, JSON escapes left as they are. */
  public static String id(byte[] json, int start) {
    int from = idStart(json, start);
    return new String(json, from, idEnd(json, from) - from, StandardCharsets.UTF_8);
  }

  /**
   * The timestamp of the transaction that begins at {@code start}, in milliseconds since the epoch.
   * It is never negative: no log has a time before 1970, and a line that claims one is rejected.
   */
  public static long timestampMillis(byte[] json, int start) {
    int i = start + BEFORE_TIMESTAMP.length();
    long millis = 0;
    for (; json[i] != '"'; i++) {
      if (json[i] != '.') {
        millis = millis * 10 + (json[i] - '0');
      }
    }
    return millis;
  }
}
