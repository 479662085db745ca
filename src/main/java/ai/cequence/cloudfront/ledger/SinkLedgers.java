package ai.cequence.cloudfront.ledger;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ledgers of sinks, found by the operator that is chained before the sink: a sink's writer hears of
 * no completed checkpoint, that operator does, and both run on one thread, so it keeps the sink's
 * counts in its own state.
 *
 * <p>Thread-safe. A static of the job's class loader; entries last as long as their task.
 */
public final class SinkLedgers {
  private static final Map<Task, Ledger> LEDGERS = new ConcurrentHashMap<>();

  private record Task(String jobId, int subtask, int attempt) {}

  private SinkLedgers() {}

  /** The ledger of a sink's subtask, the same for all who ask in one attempt. */
  public static Ledger of(String jobId, int subtask, int attempt) {
    return LEDGERS.computeIfAbsent(new Task(jobId, subtask, attempt), task -> new Ledger());
  }

  /** The task has ended. */
  public static void release(String jobId, int subtask, int attempt) {
    LEDGERS.remove(new Task(jobId, subtask, attempt));
  }
}
