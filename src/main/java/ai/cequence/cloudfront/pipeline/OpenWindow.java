package ai.cequence.cloudfront.pipeline;

import ai.cequence.cloudfront.transaction.LogSource;
import ai.cequence.cloudfront.transaction.Transaction;
import ai.cequence.cloudfront.transaction.TransactionBatch;
import ai.cequence.cloudfront.transaction.TransactionJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Transactions of one distribution that arrived since the last batch. */
final class OpenWindow {
  private static final int VERSION = 1;

  /** The Bridge's order: by time, then by id. */
  private static final Comparator<Transaction> ORDER =
      (a, b) -> {
        int byTime = Long.compare(a.timestampMillis(), b.timestampMillis());
        return byTime != 0 ? byTime : TransactionJson.compareIds(a.json(), b.json());
      };

  private final String distribution;
  private final long openedMillis;
  private final long sizeMillis;
  private final List<Transaction> transactions = new ArrayList<>();
  private long bodyBytes = TransactionBatch.ENVELOPE_BYTES - 1L;

  /**
   * @param openedMillis by the clock
   * @param sizeMillis how long it may stay open
   */
  OpenWindow(String distribution, long openedMillis, long sizeMillis) {
    this.distribution = distribution;
    this.openedMillis = openedMillis;
    this.sizeMillis = sizeMillis;
  }

  /**
   * Whether its time is up. So it is, too, where the clock was set back behind its beginning:
   * nobody knows how long it has been open, and it must not stay so until the clock is there again.
   */
  boolean isDue(long nowMillis) {
    return nowMillis - openedMillis >= sizeMillis || nowMillis < openedMillis;
  }

  int size() {
    return transactions.size();
  }

  /** Bytes of the request body that these transactions make. */
  long bodyBytes() {
    return bodyBytes;
  }

  /** Bytes that one more transaction adds to the body: its own and a comma. */
  static long bytesOf(Transaction transaction) {
    return transaction.json().length + 1L;
  }

  void add(Transaction transaction) {
    transactions.add(transaction);
    bodyBytes += bytesOf(transaction);
  }

  /** The transactions in the Bridge's order. */
  TransactionBatch toBatch() {
    transactions.sort(ORDER);
    return TransactionBatch.of(distribution, transactions);
  }

  /**
   * For a checkpoint. Version 1: the version (byte), distribution (UTF), number of transactions
   * (int), then of each: time (long), id (two longs), source (UTF), JSON (int, bytes).
   */
  byte[] serialize() {
    DataOutputSerializer out = new DataOutputSerializer((int) bodyBytes + 64);
    try {
      out.writeByte(VERSION);
      out.writeUTF(distribution);
      out.writeInt(transactions.size());
      for (Transaction transaction : transactions) {
        out.writeLong(transaction.timestampMillis());
        out.writeLong(transaction.idHigh());
        out.writeLong(transaction.idLow());
        out.writeUTF(transaction.source().name());
        out.writeInt(transaction.json().length);
        out.write(transaction.json());
      }
      return out.getCopyOfBuffer();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("Writing to memory failed", e);
    }
  }

  /** Transactions of a window that {@link #serialize} wrote. */
  static List<Transaction> deserialize(byte[] bytes) throws IOException {
    DataInputDeserializer in = new DataInputDeserializer(bytes);
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException("Expected version " + VERSION + " of an open window, found " + version);
    }
    String distribution = in.readUTF();
    int count = in.readInt();
    List<Transaction> transactions = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long time = in.readLong();
      long high = in.readLong();
      long low = in.readLong();
      LogSource source = LogSource.valueOf(in.readUTF());
      byte[] json = new byte[in.readInt()];
      in.readFully(json);
      transactions.add(new Transaction(time, high, low, distribution, source, json));
    }
    return transactions;
  }
}
