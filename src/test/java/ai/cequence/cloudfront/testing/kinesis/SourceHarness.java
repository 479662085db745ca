package ai.cequence.cloudfront.testing.kinesis;

import ai.cequence.cloudfront.concurrent.DaemonThreads;
import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.parse.LogChunk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.api.connector.source.SupportsSplitReassignmentOnRecovery;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.testutils.source.reader.TestingReaderContext;
import org.apache.flink.connector.testutils.source.reader.TestingReaderOutput;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.metrics.testutils.MetricListener;
import org.apache.flink.runtime.metrics.groups.InternalSourceReaderMetricGroup;

/**
 * Runs any source as Flink's coordinator and source operators do, on the test's thread and a step
 * at a time: so that a checkpoint, a failure or a rescaling can be put between any two steps.
 *
 * <p>What has been emitted is state, as a downstream operator would have it: a restore takes back
 * what came after the checkpoint.
 *
 * <p>Long, since coordinator and tasks call each other in both directions at every step.
 */
public final class SourceHarness<SplitT extends SourceSplit, StateT> implements AutoCloseable {
  private static final long LIMIT_SECONDS = 20;
  private static final int RECORDS_A_STEP = 40;

  private final Source<LogChunk, SplitT, StateT> source;
  private final List<LogChunk> emitted = new ArrayList<>();
  private final Map<Integer, Task> tasks = new LinkedHashMap<>();
  private Coordinator coordinator;
  private int parallelism;
  private long nextCheckpoint = 1;

  /** A completed checkpoint. */
  public static final class Checkpoint {
    private final byte[] state;
    private final Map<Integer, List<byte[]>> splits;
    private final int emittedBefore;

    private Checkpoint(byte[] state, Map<Integer, List<byte[]>> splits, int before) {
      this.state = state;
      this.splits = splits;
      this.emittedBefore = before;
    }
  }

  private SourceHarness(Source<LogChunk, SplitT, StateT> source) {
    this.source = source;
  }

  /** Starts a source for the first time. */
  public static SourceHarness<?, ?> start(Source<LogChunk, ?, ?> source, int parallelism)
      throws Exception {
    return begin(source, parallelism);
  }

  private static <S extends SourceSplit, T> SourceHarness<S, T> begin(
      Source<LogChunk, S, T> source, int parallelism) throws Exception {
    SourceHarness<S, T> harness = new SourceHarness<>(source);
    harness.parallelism = parallelism;
    harness.coordinator = harness.new Coordinator();
    harness.coordinator.begin(source.createEnumerator(harness.coordinator));
    harness.startTasks(Map.of());
    return harness;
  }

  /** Texts emitted so far, in order. */
  public List<String> texts() {
    return emitted.stream().map(SourceHarness::text).toList();
  }

  /** Everything emitted so far, in order. */
  public List<LogChunk> emitted() {
    return List.copyOf(emitted);
  }

  public static String text(LogChunk chunk) {
    return new String(chunk.bytes(), chunk.start(), chunk.length(), StandardCharsets.UTF_8);
  }

  /** Forgets what was emitted, and says how much it was: for benchmarks. */
  public int forget() {
    int count = emitted.size();
    emitted.clear();
    return count;
  }

  /** Steps until so much has been emitted. */
  public void untilEmitted(int count) throws Exception {
    until(() -> emitted.size() >= count, count + " chunks");
  }

  /** Steps until a condition holds. */
  public void until(BooleanSupplier condition, String expected) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "Expected " + expected + " within " + LIMIT_SECONDS + " s, found " + texts());
      }
      step();
    }
  }

  /** Steps for some time, in which nothing should happen that matters. */
  public void runFor(Duration time) throws Exception {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      step();
    }
  }

  /** Lets coordinator and readers do what is due. */
  public void step() throws Exception {
    coordinator.run();
    boolean quiet = true;
    for (Task task : List.copyOf(tasks.values())) {
      quiet &= !task.poll();
    }
    if (quiet) {
      awaitAny();
    }
  }

  /** Takes a checkpoint and completes it. */
  public Checkpoint checkpoint() throws Exception {
    return checkpoint(() -> {});
  }

  /**
   * Takes a checkpoint and completes it; between the coordinator's part and the readers' the latter
   * go on.
   */
  public Checkpoint checkpoint(Action between) throws Exception {
    coordinator.run();
    long id = nextCheckpoint++;
    byte[] state =
        source
            .getEnumeratorCheckpointSerializer()
            .serialize(coordinator.enumerator.snapshotState(id));
    coordinator.closed = true;
    between.run();
    Map<Integer, List<byte[]>> splits = new LinkedHashMap<>();
    for (Map.Entry<Integer, Task> task : tasks.entrySet()) {
      splits.put(task.getKey(), serialized(task.getValue().reader.snapshotState(id)));
    }
    coordinator.closed = false;
    Checkpoint checkpoint = new Checkpoint(state, splits, emitted.size());
    for (Task task : tasks.values()) {
      task.reader.notifyCheckpointComplete(id);
    }
    coordinator.enumerator.notifyCheckpointComplete(id);
    coordinator.uncheckpointed.clear();
    return checkpoint;
  }

  /** Something that a test does. */
  public interface Action {
    void run() throws Exception;
  }

  /** Lets readers read while the coordinator hears nothing. */
  public void pollReaders() throws Exception {
    boolean quiet = true;
    for (Task task : List.copyOf(tasks.values())) {
      quiet &= !task.poll();
    }
    if (quiet) {
      awaitAny();
    }
  }

  /** Ends everything and begins again from a checkpoint, as after the loss of a process. */
  public void restore(Checkpoint checkpoint, int newParallelism) throws Exception {
    close();
    parallelism = newParallelism;
    takeBack(checkpoint.emittedBefore);
    SimpleVersionedSerializer<StateT> serializer = source.getEnumeratorCheckpointSerializer();
    coordinator = new Coordinator();
    coordinator.begin(
        source.restoreEnumerator(
            coordinator, serializer.deserialize(serializer.getVersion(), checkpoint.state)));
    Map<Integer, List<SplitT>> dealt = new HashMap<>();
    int next = 0;
    for (List<byte[]> each : checkpoint.splits.values()) {
      for (byte[] split : each) {
        dealt.computeIfAbsent(next++ % newParallelism, i -> new ArrayList<>()).add(split(split));
      }
    }
    startTasks(dealt);
  }

  /**
   * All tasks fail and start again from a checkpoint, or from nothing, while the coordinator stays,
   * as Flink does it when a task fails.
   */
  public void failTasks(Checkpoint checkpoint) throws Exception {
    closeTasks();
    takeBack(checkpoint == null ? 0 : checkpoint.emittedBefore);
    coordinator.queue.clear();
    coordinator.readers.clear();
    for (int subtask = 0; subtask < parallelism; subtask++) {
      List<SplitT> back = coordinator.uncheckpointed.getOrDefault(subtask, List.of());
      coordinator.enumerator.addSplitsBack(new ArrayList<>(back), subtask);
    }
    coordinator.uncheckpointed.clear();
    Map<Integer, List<SplitT>> dealt = new HashMap<>();
    if (checkpoint != null) {
      for (Map.Entry<Integer, List<byte[]>> each : checkpoint.splits.entrySet()) {
        List<SplitT> splits = new ArrayList<>();
        for (byte[] split : each.getValue()) {
          splits.add(split(split));
        }
        dealt.put(each.getKey(), splits);
      }
    }
    startTasks(dealt);
  }

  /** Sum of a counter over all readers. */
  public long counter(Metric metric) {
    return tasks.values().stream()
        .mapToLong(
            task ->
                task.metrics
                    .getCounter("kinesisanalytics", metric.id())
                    .map(Counter::getCount)
                    .orElse(0L))
        .sum();
  }

  /** A gauge of one reader. */
  public Object gauge(int subtask, Metric metric) {
    return tasks
        .get(subtask)
        .metrics
        .getGauge("kinesisanalytics", metric.id())
        .orElseThrow()
        .getValue();
  }

  /** Ids of the splits that a reader has. */
  public List<String> splitsOf(int subtask) {
    return List.copyOf(tasks.get(subtask).splitIds);
  }

  @Override
  public void close() throws Exception {
    closeTasks();
    coordinator.close();
  }

  private void closeTasks() throws Exception {
    for (Task task : tasks.values()) {
      task.reader.close();
    }
    tasks.clear();
  }

  private void takeBack(int count) {
    emitted.subList(count, emitted.size()).clear();
  }

  private void startTasks(Map<Integer, List<SplitT>> restored) throws Exception {
    boolean reports = source instanceof SupportsSplitReassignmentOnRecovery;
    for (int subtask = 0; subtask < parallelism; subtask++) {
      List<SplitT> splits = restored.getOrDefault(subtask, List.of());
      Task task = new Task(subtask);
      tasks.put(subtask, task);
      if (!reports && !splits.isEmpty()) {
        task.reader.addSplits(splits);
      }
      task.reader.start();
      int index = subtask;
      ReaderInfo info =
          ReaderInfo.createReaderInfo(subtask, "test", reports ? splits : List.<SplitT>of());
      coordinator.queue.add(
          () -> {
            coordinator.readers.put(index, info);
            coordinator.enumerator.addReader(index);
          });
    }
  }

  private List<byte[]> serialized(List<SplitT> splits) throws IOException {
    List<byte[]> all = new ArrayList<>();
    for (SplitT split : splits) {
      all.add(source.getSplitSerializer().serialize(split));
    }
    return all;
  }

  private SplitT split(byte[] serialized) throws IOException {
    SimpleVersionedSerializer<SplitT> serializer = source.getSplitSerializer();
    return serializer.deserialize(serializer.getVersion(), serialized);
  }

  private void awaitAny() throws InterruptedException, ExecutionException {
    CompletableFuture<?>[] waits =
        tasks.values().stream()
            .map(task -> task.reader.isAvailable())
            .toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.anyOf(waits).get(10, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // The coordinator may have something to do.
    }
  }

  private final class Task {
    private final SourceReader<LogChunk, SplitT> reader;
    private final MetricListener metrics = new MetricListener();
    private final List<String> splitIds = new ArrayList<>();
    private final TestingReaderOutput<LogChunk> output = new TestingReaderOutput<>();

    private Task(int subtask) throws Exception {
      reader =
          source.createReader(
              new TestingReaderContext(
                  new Configuration(),
                  InternalSourceReaderMetricGroup.mock(metrics.getMetricGroup())) {
                @Override
                public int getIndexOfSubtask() {
                  return subtask;
                }

                @Override
                public void sendSourceEventToCoordinator(SourceEvent event) {
                  coordinator.queue.add(
                      () -> coordinator.enumerator.handleSourceEvent(subtask, event));
                }
              });
    }

    /** Whether anything was emitted. */
    private boolean poll() throws Exception {
      int before = emitted.size();
      InputStatus status = InputStatus.MORE_AVAILABLE;
      for (int i = 0; i < RECORDS_A_STEP && status == InputStatus.MORE_AVAILABLE; i++) {
        status = reader.pollNext(output);
        emitted.addAll(output.getEmittedRecords());
        output.clearEmittedRecords();
      }
      return emitted.size() > before;
    }
  }

  /** What Flink's coordinator does for an enumerator. */
  private final class Coordinator implements SplitEnumeratorContext<SplitT> {
    private final Queue<Action> queue = new ConcurrentLinkedQueue<>();
    private final Map<Integer, ReaderInfo> readers = new HashMap<>();
    private final Map<Integer, List<SplitT>> uncheckpointed = new HashMap<>();
    private final ScheduledExecutorService worker =
        Executors.newSingleThreadScheduledExecutor(new DaemonThreads("harness-worker"));
    private SplitEnumerator<SplitT, StateT> enumerator;

    /** While a checkpoint is under way no assignment goes out. */
    private boolean closed;

    private void begin(SplitEnumerator<SplitT, StateT> made) {
      enumerator = made;
      enumerator.start();
    }

    private void run() throws Exception {
      for (Action next = queue.poll(); next != null && !closed; next = queue.poll()) {
        next.run();
      }
    }

    private void close() throws Exception {
      worker.shutdownNow();
      enumerator.close();
    }

    @Override
    public SplitEnumeratorMetricGroup metricGroup() {
      return UnregisteredMetricsGroup.createSplitEnumeratorMetricGroup();
    }

    @Override
    public void sendEventToSourceReader(int subtask, SourceEvent event) {
      tasks.get(subtask).reader.handleSourceEvents(event);
    }

    @Override
    public int currentParallelism() {
      return parallelism;
    }

    @Override
    public Map<Integer, ReaderInfo> registeredReaders() {
      return Map.copyOf(readers);
    }

    @Override
    public void assignSplits(SplitsAssignment<SplitT> assignment) {
      assignment
          .assignment()
          .forEach(
              (subtask, splits) -> {
                uncheckpointed.computeIfAbsent(subtask, i -> new ArrayList<>()).addAll(splits);
                Task task = tasks.get(subtask);
                splits.forEach(split -> task.splitIds.add(split.splitId()));
                List<SplitT> received = new ArrayList<>();
                try {
                  for (byte[] each : serialized(splits)) {
                    received.add(split(each));
                  }
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
                task.reader.addSplits(received);
              });
    }

    @Override
    public void signalNoMoreSplits(int subtask) {
      tasks.get(subtask).reader.notifyNoMoreSplits();
    }

    @Override
    public <T> void callAsync(Callable<T> call, BiConsumer<T, Throwable> handler) {
      var unused = worker.submit(() -> call(call, handler));
    }

    @Override
    public <T> void callAsync(
        Callable<T> call, BiConsumer<T, Throwable> handler, long initialDelay, long period) {
      var unused =
          worker.scheduleAtFixedRate(
              () -> call(call, handler), initialDelay, Math.min(period, 50), TimeUnit.MILLISECONDS);
    }

    private <T> void call(Callable<T> call, BiConsumer<T, Throwable> handler) {
      try {
        T value = call.call();
        queue.add(() -> handler.accept(value, null));
      } catch (Throwable e) {
        queue.add(() -> handler.accept(null, e));
      }
    }

    @Override
    public void runInCoordinatorThread(Runnable task) {
      queue.add(task::run);
    }
  }
}
