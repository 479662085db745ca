package ai.cequence.cloudfront.source.kinesis.proxy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One answer with records: of GetRecords, or one event of a subscription.
 *
 * @param records in the shard's order; may be empty
 * @param next the iterator (polling) or sequence number (enhanced fan-out) with which to go on;
 *     null only at the shard's end
 * @param millisBehindLatest how far this answer is behind the stream's tip
 * @param children shards that follow, where Kinesis names them at the shard's end
 */
public record RecordPage(
    List<KinesisRecord> records,
    @Nullable String next,
    long millisBehindLatest,
    List<Shard> children) {

  public boolean isEnd() {
    return next == null;
  }

  /** When the last record arrived; 0 where there is none. */
  public long newestArrivalMillis() {
    return records.isEmpty() ? 0 : records.get(records.size() - 1).arrivalMillis();
  }

  /** Bytes of all records. */
  public long bytes() {
    long bytes = 0;
    for (KinesisRecord each : records) {
      bytes += each.data().length;
    }
    return bytes;
  }
}
