package ai.cequence.cloudfront.transaction;

import ai.cequence.cloudfront.HashFunction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * Transactions of one distribution in the order and the bytes in which the Bridge gets them: one
 * request body.
 *
 * <p>A batch never changes. Where the Bridge wants less at once, {@link #slice} makes new batches
 * with keys of their own.
 *
 * @param distribution the distribution's id, or its domain where the id is unknown
 * @param idempotencyKey 32 hex digits, a hash of the ids in this order
 * @param body {@code {"data":[…]}} in UTF-8
 * @param starts index in {@code body} of the first byte of each transaction, ascending
 */
public record TransactionBatch(
    String distribution, String idempotencyKey, byte[] body, int[] starts) {
  private static final byte[] OPEN = "{\"data\":[".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CLOSE = "]}".getBytes(StandardCharsets.US_ASCII);

  /** Bytes that a body holds beside its transactions, but for one comma between each two. */
  public static final int ENVELOPE_BYTES = OPEN.length + CLOSE.length;

  /** Joins transactions of one distribution, already in order; at least one. */
  public static TransactionBatch of(String distribution, List<Transaction> transactions) {
    int size = ENVELOPE_BYTES + transactions.size() - 1;
    for (Transaction transaction : transactions) {
      size += transaction.json().length;
    }
    byte[] body = new byte[size];
    int[] starts = new int[transactions.size()];
    System.arraycopy(OPEN, 0, body, 0, OPEN.length);
    int at = OPEN.length;
    for (int i = 0; i < starts.length; i++) {
      if (i > 0) {
        body[at++] = ',';
      }
      byte[] json = transactions.get(i).json();
      starts[i] = at;
      System.arraycopy(json, 0, body, at, json.length);
      at += json.length;
    }
    System.arraycopy(CLOSE, 0, body, at, CLOSE.length);
    return new TransactionBatch(distribution, key(body, starts), body, starts);
  }

  /** Number of transactions. */
  public int size() {
    return starts.length;
  }

  /** The transactions from (inclusive) to (exclusive), as a batch with its own key. */
  public TransactionBatch slice(int from, int to) {
    int first = starts[from];
    int length = end(to - 1) - first;
    byte[] piece = new byte[ENVELOPE_BYTES + length];
    System.arraycopy(OPEN, 0, piece, 0, OPEN.length);
    System.arraycopy(body, first, piece, OPEN.length, length);
    System.arraycopy(CLOSE, 0, piece, OPEN.length + length, CLOSE.length);
    int[] pieceStarts = new int[to - from];
    for (int i = 0; i < pieceStarts.length; i++) {
      pieceStarts[i] = starts[from + i] - first + OPEN.length;
    }
    return new TransactionBatch(distribution, key(piece, pieceStarts), piece, pieceStarts);
  }

  /** The id of one transaction. */
  public String id(int index) {
    return TransactionJson.id(body, starts[index]);
  }

  /** The JSON of one transaction, a copy. */
  public byte[] json(int index) {
    byte[] json = new byte[end(index) - starts[index]];
    System.arraycopy(body, starts[index], json, 0, json.length);
    return json;
  }

  private int end(int index) {
    return index + 1 < starts.length ? starts[index + 1] - 1 : body.length - CLOSE.length;
  }

  private static String key(byte[] body, int[] starts) {
    MessageDigest digest = HashFunction.SHA_256.begin();
    for (int start : starts) {
      int from = TransactionJson.idStart(body, start);
      digest.update(body, from, TransactionJson.idEnd(body, from) - from);
      digest.update((byte) '\n');
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 16);
  }
}
