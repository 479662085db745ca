package ai.cequence.cloudfront.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.config.DedupSettings;
import ai.cequence.cloudfront.config.WindowSettings;
import ai.cequence.cloudfront.ledger.LedgerFolder;
import ai.cequence.cloudfront.serialization.Elements;
import ai.cequence.cloudfront.testing.Transactions;
import ai.cequence.cloudfront.transaction.Transaction;
import ai.cequence.cloudfront.transaction.TransactionBatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/**
 * Deduplication and windows against a model of a few lines: whatever arrives, however late, and
 * however often all is stopped and restored with another number of subtasks, the same batches come
 * out in the same order.
 */
class PipelineModelProperties {
  private static final long TTL = 60_000;
  private static final long EPOCH = TTL / DedupOperator.EPOCHS_A_TTL;
  private static final long SIZE = 5_000;
  private static final int MOST = 4;
  private static final int IDS = 24;
  private static final LedgerFolder LEDGER =
      new LedgerFolder(Path.of("target", "model-ledger").toUri());

  /** Four tables of a lane: the ids of further lanes go to cold blocks, none is forgotten early. */
  private static final long HEAP = 5_200;

  private final Model model = new Model();
  private final List<KeyedOneInputStreamOperatorTestHarness<Integer, Transaction, Transaction>>
      dedups = new ArrayList<>();
  private OneInputStreamOperatorTestHarness<Transaction, TransactionBatch> window;
  private long now = 1_000_000;
  private long mostCold;

  @Property(tries = 12)
  void deliversWhatTheModelDelivers(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 9_999) Integer> steps)
      throws Exception {
    new PipelineModelProperties().check(steps);
  }

  /** 24 ids in 24 lanes, of which four a subtask have room in tables; all twice, with restores. */
  @Example
  void theBudgetSendsIdsToColdBlocksAndTheyAreFoundThere() throws Exception {
    List<Integer> steps = new ArrayList<>();
    for (int arrival = 0; arrival < 2 * IDS; arrival++) {
      steps.add(10 * arrival + 2);
      if (arrival % 10 == 9) {
        steps.add(10 * arrival);
      }
    }
    PipelineModelProperties run = new PipelineModelProperties();
    run.check(steps);
    assertThat(run.mostCold).isGreaterThanOrEqualTo(IDS - 3 * 4);
  }

  private void check(List<Integer> steps) throws Exception {
    open(1, List.of(), 1, null);
    for (int step : steps) {
      int argument = step / 10;
      switch (step % 10) {
        case 0 -> restore(1 + argument % 3);
        case 1 -> advance(100L * (argument % 200));
        default -> arrive(argument);
      }
    }
    window.endInput();
    model.close(Long.MAX_VALUE);

    assertThat(emitted()).isEqualTo(model.batches);
    for (var dedup : dedups) {
      dedup.close();
    }
    window.close();
  }

  private void arrive(int argument) throws Exception {
    long number = argument % IDS;
    long late = new long[] {0, 1_000, 86_400_000}[argument % 3];
    Transaction transaction =
        Transactions.of(
            number * 0x9E3779B97F4A7C15L, number, now - late, "E" + (char) ('1' + number % 2));
    int subtask = Lanes.laneOf(transaction.idHigh()) * dedups.size() / Lanes.COUNT;
    var dedup = dedups.get(subtask);
    dedup.processElement(transaction, 0);
    mostCold = Math.max(mostCold, coldIds());
    List<Transaction> passed = dedup.extractOutputValues();
    dedup.getOutput().clear();
    for (Transaction unique : passed) {
      window.processElement(unique, 0);
    }
    model.arrive(transaction, now);
  }

  private long coldIds() {
    return dedups.stream()
        .mapToLong(dedup -> ((DedupOperator) dedup.getOneInputOperator()).ids().heap().coldIds())
        .sum();
  }

  private void advance(long millis) throws Exception {
    now += millis;
    for (var dedup : dedups) {
      dedup.setProcessingTime(now);
    }
    window.setProcessingTime(now);
    model.close(now);
  }

  private void restore(int parallelism) throws Exception {
    List<OperatorSubtaskState> states = new ArrayList<>();
    for (var dedup : dedups) {
      states.add(dedup.snapshot(1, 1));
      dedup.close();
    }
    int before = dedups.size();
    OperatorSubtaskState windows = window.snapshot(1, 1);
    emitted();
    window.close();
    dedups.clear();
    open(parallelism, states, before, windows);
    model.restored(now);
  }

  private void open(
      int parallelism, List<OperatorSubtaskState> states, int before, OperatorSubtaskState windows)
      throws Exception {
    for (int subtask = 0; subtask < parallelism; subtask++) {
      var dedup =
          DedupHarnesses.of(
              new DedupSettings(true, Duration.ofMillis(TTL), HEAP), LEDGER, parallelism, subtask);
      dedup.setProcessingTime(now);
      DedupHarnesses.restore(dedup, states, before, parallelism, subtask);
      dedup.open();
      dedups.add(dedup);
    }
    window =
        new OneInputStreamOperatorTestHarness<>(
            new WindowOperator(
                new WindowSettings(Duration.ofMillis(SIZE), MOST, 1_000_000), LEDGER));
    window.setup(Elements.TRANSACTION_BATCH.createSerializer(null));
    window.setProcessingTime(now);
    if (windows != null) {
      window.initializeState(windows);
    }
    window.open();
  }

  private final Map<String, List<List<String>>> emittedBatches = new TreeMap<>();

  /** Ids of all batches so far, by distribution, in the order of their emission. */
  private Map<String, List<List<String>>> emitted() {
    for (TransactionBatch batch : window.extractOutputValues()) {
      emittedBatches
          .computeIfAbsent(batch.distribution(), d -> new ArrayList<>())
          .add(Transactions.ids(batch));
    }
    window.getOutput().clear();
    return emittedBatches;
  }

  /** What should happen, in the simplest words. */
  private static final class Model {
    private final Map<String, Long> knownUntil = new HashMap<>();
    private final Map<String, List<Transaction>> open = new TreeMap<>();
    private final Map<String, Long> deadlines = new HashMap<>();
    private final Map<String, List<List<String>>> batches = new TreeMap<>();

    void arrive(Transaction transaction, long now) {
      if (knownUntil.getOrDefault(transaction.id(), 0L) > now) {
        return;
      }
      knownUntil.put(transaction.id(), (now / EPOCH + 1) * EPOCH + TTL);
      String distribution = transaction.distribution();
      deadlines.putIfAbsent(distribution, now + SIZE);
      List<Transaction> group = open.computeIfAbsent(distribution, d -> new ArrayList<>());
      group.add(transaction);
      if (group.size() == MOST) {
        emit(distribution);
      }
    }

    /** Windows that come out of a checkpoint get their whole time again. */
    void restored(long now) {
      deadlines.replaceAll((distribution, deadline) -> now + SIZE);
    }

    void close(long now) {
      for (String distribution : List.copyOf(open.keySet())) {
        if (deadlines.get(distribution) <= now) {
          emit(distribution);
        }
      }
    }

    private void emit(String distribution) {
      List<Transaction> group = open.remove(distribution);
      deadlines.remove(distribution);
      group.sort(
          Comparator.comparingLong(Transaction::timestampMillis).thenComparing(Transaction::id));
      batches
          .computeIfAbsent(distribution, d -> new ArrayList<>())
          .add(group.stream().map(Transaction::id).toList());
    }
  }
}
