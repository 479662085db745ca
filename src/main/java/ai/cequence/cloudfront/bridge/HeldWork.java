package ai.cequence.cloudfront.bridge;

import ai.cequence.cloudfront.bridge.BridgeWriterState.Refused;
import ai.cequence.cloudfront.bridge.BridgeWriterState.Unconfirmed;
import ai.cequence.cloudfront.bridge.http.Delivery;
import ai.cequence.cloudfront.gate.Gate;
import ai.cequence.cloudfront.transaction.TransactionBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What one writer must not lose: batches that the Bridge has not confirmed, and refused
 * transactions whose dead letters are not durable. Tells the gate how many bytes that are.
 *
 * <p>Changed on the task's thread; {@link #oldestMillis} may be asked on any.
 */
final class HeldWork {
  private final Gate.Meter meter;
  private final ConcurrentNavigableMap<Long, Held> held = new ConcurrentSkipListMap<>();
  private long next;
  private long bytes;
  private long transactions;

  private record Held(BridgeWriterState state, int transactions, int bytes, long sinceMillis) {}

  HeldWork(Gate.Meter meter) {
    this.meter = meter;
  }

  /** Takes a batch; the number is its name in here. */
  long add(Unconfirmed unconfirmed) {
    return add(unconfirmed, unconfirmed.delivery().batch(), unconfirmed.sinceMillis());
  }

  /** Takes a refused transaction; the number is its name in here. */
  long add(Refused refused) {
    return add(refused, refused.refused().batch(), refused.sinceMillis());
  }

  private long add(BridgeWriterState state, TransactionBatch batch, long sinceMillis) {
    long number = next++;
    int size = batch.body().length + Integer.BYTES * batch.starts().length;
    held.put(number, new Held(state, batch.size(), size, sinceMillis));
    bytes += size;
    transactions += batch.size();
    meter.set(bytes);
    return number;
  }

  /** Another attempt at a batch failed. */
  void update(long number, Delivery delivery) {
    held.computeIfPresent(
        number,
        (n, entry) ->
            new Held(
                ((Unconfirmed) entry.state()).after(delivery),
                entry.transactions(),
                entry.bytes(),
                entry.sinceMillis()));
  }

  /** Nothing is left to do for it. */
  void release(long number) {
    Held entry = held.remove(number);
    if (entry != null) {
      bytes -= entry.bytes();
      transactions -= entry.transactions();
      meter.set(bytes);
    }
  }

  /** For a checkpoint, oldest first. */
  List<BridgeWriterState> states() {
    List<BridgeWriterState> states = new ArrayList<>(held.size() + 1);
    held.values().forEach(entry -> states.add(entry.state()));
    return states;
  }

  boolean isEmpty() {
    return held.isEmpty();
  }

  long bytes() {
    return bytes;
  }

  long transactions() {
    return transactions;
  }

  /** Since when the oldest batch is held, milliseconds since the epoch; 0 where none is. */
  long oldestMillis() {
    return held.values().stream().mapToLong(Held::sinceMillis).min().orElse(0);
  }
}
