package ai.cequence.cloudfront.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What this process has counted since it started, exact through failures: each operator keeps its
 * counts in a {@link Tally}, stores them with its state, and after a failure inside the process
 * counts on from what the checkpoint held. Counts that another process stored are not taken over;
 * work that it left unfinished is counted as this one's by who restores it.
 *
 * <p>Thread-safe; a tally is written by one thread.
 */
public final class RunCounts {
  private static final RunCounts PROCESS = new RunCounts();

  private final String processId = UUID.randomUUID().toString();
  private final Map<String, Tally> tallies = new ConcurrentHashMap<>();

  /** For tests; the job uses {@link #ofProcess()}. */
  public RunCounts() {}

  /** The counts of this process. */
  public static RunCounts ofProcess() {
    return PROCESS;
  }

  /**
   * A fresh tally for an operator's subtask, in place of the one that it had before a failure.
   *
   * @param operator the operator's uid
   */
  public Tally tally(String operator, int subtask) {
    Tally tally = new Tally(processId);
    tallies.put(operator + '/' + subtask, tally);
    return tally;
  }

  /** Whether this process wrote a snapshot. */
  public boolean wrote(Snapshot snapshot) {
    return snapshot.processId.equals(processId);
  }

  /** The sums over all operators. */
  public Map<RunCount, Long> totals() {
    Map<RunCount, Long> totals = new EnumMap<>(RunCount.class);
    for (RunCount count : RunCount.values()) {
      totals.put(count, tallies.values().stream().mapToLong(t -> t.get(count)).sum());
    }
    return totals;
  }

  /** The counts of one operator's subtask. */
  public static final class Tally {
    private final String processId;
    private final Map<RunCount, AtomicLong> counts = new EnumMap<>(RunCount.class);

    private Tally(String processId) {
      this.processId = processId;
      for (RunCount count : RunCount.values()) {
        counts.put(count, new AtomicLong());
      }
    }

    public void add(RunCount count, long n) {
      AtomicLong value = of(count);
      value.lazySet(value.get() + n);
    }

    public long get(RunCount count) {
      return of(count).get();
    }

    /** What goes into the operator's state: one element of a list state. */
    public Snapshot snapshot() {
      Map<String, Long> values = new TreeMap<>();
      counts.forEach((count, value) -> values.put(count.key(), value.get()));
      return new Snapshot(processId, values);
    }

    /** Adds what a checkpoint held, where this process wrote it. */
    public void restore(Snapshot snapshot) {
      if (!snapshot.processId.equals(processId)) {
        return;
      }
      counts.forEach((count, value) -> add(count, snapshot.values.getOrDefault(count.key(), 0L)));
    }

    private AtomicLong of(RunCount count) {
      return Objects.requireNonNull(counts.get(count));
    }
  }

  /**
   * Counts as stored with an operator's state.
   *
   * @param processId of the process that counted
   * @param values by {@link RunCount#key()}
   */
  public record Snapshot(String processId, Map<String, Long> values) {
    /**
     * As text, {@code id lines=3 directives=2 …}, which later versions can read whatever they
     * count.
     */
    public String encode() {
      StringBuilder text = new StringBuilder(processId);
      values.forEach((key, value) -> text.append(' ').append(key).append('=').append(value));
      return text.toString();
    }

    /** Reads what {@link #encode} wrote. */
    public static Snapshot decode(String text) {
      String[] parts = text.split(" ", -1);
      Map<String, Long> values = new TreeMap<>();
      for (int i = 1; i < parts.length; i++) {
        int equals = parts[i].indexOf('=');
        values.put(parts[i].substring(0, equals), Long.parseLong(parts[i].substring(equals + 1)));
      }
      return new Snapshot(parts[0], values);
    }
  }
}
