package ai.cequence.cloudfront.source.kinesis.reader;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Bounds what one reader holds in memory: calls for records under way, each counted as what the
 * shard's last answer had, and answers not yet passed on. Who finds no room waits in line.
 *
 * <p>Used on the event loop alone.
 */
final class ByteBudget {
  private final long most;
  private final Deque<Runnable> line = new ArrayDeque<>();
  private long held;

  ByteBudget(long most) {
    this.most = most;
  }

  /**
   * Takes room if there is any, or if nobody has any: a single large answer must not wait for ever.
   *
   * @param again runs when there may be room, where there was none
   */
  boolean take(long bytes, Runnable again) {
    if (held > 0 && held + bytes > most) {
      line.add(again);
      return false;
    }
    held += bytes;
    return true;
  }

  /** Corrects an estimate; may exceed the budget, since the bytes are there already. */
  void change(long difference) {
    held += difference;
    if (difference < 0) {
      next();
    }
  }

  long held() {
    return held;
  }

  private void next() {
    // Each of those who wait now once: who still finds no room waits again, at the end of the line.
    for (int waiting = line.size(); waiting > 0 && held < most; waiting--) {
      line.remove().run();
    }
  }
}
