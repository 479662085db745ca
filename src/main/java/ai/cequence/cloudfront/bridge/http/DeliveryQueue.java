package ai.cequence.cloudfront.bridge.http;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries that wait, in the order in which they may be sent: first come, first served, and a
 * failed one takes its turn among those that came while it waited. Confined to the client's thread.
 */
final class DeliveryQueue {
  private final PriorityQueue<Pending> queue =
      new PriorityQueue<>(
          Comparator.comparingLong((Pending p) -> p.dueMillis).thenComparingLong(p -> p.number));
  private long next;

  /** A delivery that was never in here goes behind all that are due as early. */
  void add(Pending pending) {
    pending.number = next++;
    queue.add(pending);
  }

  /** Back to where it was before it was taken. */
  void putBack(Pending pending) {
    queue.add(pending);
  }

  /** The first, whether it is due or not; stays in here. */
  @Nullable Pending first() {
    return queue.peek();
  }

  /** The first where it is due; stays in here. */
  @Nullable Pending due(long nowMillis) {
    Pending first = queue.peek();
    return first != null && first.dueMillis <= nowMillis ? first : null;
  }

  void removeFirst() {
    queue.remove();
  }

  int size() {
    return queue.size();
  }
}
