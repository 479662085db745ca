package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.local.BridgeSimulator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Every transaction that a simulated Bridge took, with what tells whether it may repeat. */
final class Deliveries implements BridgeSimulator.TakenListener {
  private static final int EXAMPLES = 5;

  private final Map<String, Delivery> lastById = new ConcurrentHashMap<>();

  /** One, and the one noted before it of the same id. */
  private record Delivery(String id, String key, long atMillis, Delivery before) {}

  /**
   * Repeats by what allows them.
   *
   * @param sameBatch the batch was in a checkpoint: it came again from a later process, same key
   * @param sinceCheckpoint a process since then began from a checkpoint older than the one before
   * @param notAllowed all others
   */
  record Repeats(long sameBatch, long sinceCheckpoint, long notAllowed, List<String> examples) {}

  @Override
  public void taken(String id, String key, long arrivedMillis) {
    lastById.compute(id, (same, before) -> new Delivery(id, key, arrivedMillis, before));
  }

  /** Different ids that were taken. */
  long ids() {
    return lastById.size();
  }

  /** Ids that are not what they should be. */
  long count(Predicate<String> wrong) {
    return lastById.keySet().stream().filter(wrong).count();
  }

  /** Judges every repeat. */
  Repeats repeats(List<SoakJob.Run> runs) {
    long sameBatch = 0;
    long sinceCheckpoint = 0;
    long notAllowed = 0;
    List<String> examples = new ArrayList<>();
    for (Delivery last : lastById.values()) {
      List<Delivery> all = inOrder(last);
      for (int i = 1; i < all.size(); i++) {
        Delivery before = all.get(i - 1);
        Delivery repeat = all.get(i);
        List<SoakJob.Run> later = between(runs, before.atMillis, repeat.atMillis);
        if (!later.isEmpty() && before.key.equals(repeat.key)) {
          sameBatch++;
        } else if (later.stream().anyMatch(run -> before.atMillis >= run.checkpointMillis())) {
          // It need not be the last: what one has read again, another may take from its state.
          sinceCheckpoint++;
        } else {
          notAllowed++;
          if (examples.size() < EXAMPLES) {
            examples.add(
                "%s taken at %d (key %s) and %d (key %s); processes between them: %s"
                    .formatted(
                        repeat.id,
                        before.atMillis,
                        before.key,
                        repeat.atMillis,
                        repeat.key,
                        later));
          }
        }
      }
    }
    return new Repeats(sameBatch, sinceCheckpoint, notAllowed, examples);
  }

  private static List<Delivery> inOrder(Delivery last) {
    List<Delivery> all = new ArrayList<>();
    for (Delivery delivery = last; delivery != null; delivery = delivery.before) {
      all.add(delivery);
    }
    all.sort(Comparator.comparingLong(Delivery::atMillis));
    return all;
  }

  /** Processes that began after one moment and not after another. */
  private static List<SoakJob.Run> between(
      List<SoakJob.Run> runs, long afterMillis, long untilMillis) {
    return runs.stream()
        .filter(run -> run.beganMillis() > afterMillis && run.beganMillis() <= untilMillis)
        .toList();
  }
}
