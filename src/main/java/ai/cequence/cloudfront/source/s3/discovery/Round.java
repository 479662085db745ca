package ai.cequence.cloudfront.source.s3.discovery;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/** One pass over a folder's strands. */
final class Round {
  /** How far back a round goes. */
  enum Depth {
    /** This hour and the one before. */
    RECENT(1),
    /** Some hours. */
    LATER(6),
    /** The whole window. */
    COMPLETE(Long.MAX_VALUE);

    private final long hours;

    Depth(long hours) {
      this.hours = hours;
    }
  }

  private final Depth depth;
  private final Instant begun;
  private final Deque<Cursor> open = new ArrayDeque<>();
  private boolean scanned;

  Round(Depth depth, Instant begun) {
    this.depth = depth;
    this.begun = begun;
  }

  Depth depth() {
    return depth;
  }

  Instant begun() {
    return begun;
  }

  boolean isScanned() {
    return scanned;
  }

  /** First hour that is listed. */
  long firstHour(long windowStart) {
    return depth == Depth.COMPLETE
        ? windowStart
        : Math.max(windowStart, LogHour.of(begun) - depth.hours);
  }

  void scanned(Collection<Cursor> cursors) {
    scanned = true;
    open.addAll(cursors);
  }

  /** Some strands to list next; they are open until {@link #listed}. */
  List<Cursor> next(int most) {
    return open.stream().limit(most).toList();
  }

  void listed(Cursor cursor) {
    open.remove(cursor);
  }

  void goOn(Cursor cursor) {
    open.add(cursor);
  }

  boolean isEnded() {
    return scanned && open.isEmpty();
  }

  List<Cursor> open() {
    return new ArrayList<>(open);
  }
}
