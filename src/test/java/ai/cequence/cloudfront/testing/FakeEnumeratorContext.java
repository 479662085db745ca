package ai.cequence.cloudfront.testing;

import ai.cequence.cloudfront.metrics.Metric;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.flink.metrics.testutils.MetricListener;
import org.apache.flink.runtime.metrics.groups.InternalSplitEnumeratorMetricGroup;

/** A coordinator that does one thing after another, when the test says so. */
public final class FakeEnumeratorContext<SplitT extends SourceSplit>
    implements SplitEnumeratorContext<SplitT> {
  private final Map<Integer, ReaderInfo> readers = new HashMap<>();
  private final Map<Integer, List<SplitT>> assigned = new HashMap<>();
  private final Set<Integer> ended = new HashSet<>();
  private final Deque<Runnable> once = new ArrayDeque<>();
  private final List<Runnable> periodic = new ArrayList<>();
  private final MetricListener metrics = new MetricListener();

  public FakeEnumeratorContext(int readerCount) {
    for (int i = 0; i < readerCount; i++) {
      readers.put(i, new ReaderInfo(i, "localhost"));
    }
  }

  /** One tick of every periodic call, then everything that follows from it. */
  public void tick() {
    periodic.forEach(Runnable::run);
    while (step()) {
      // on
    }
  }

  /** One tick, and nothing that follows from it. */
  public void tickOnly() {
    periodic.forEach(Runnable::run);
  }

  /** One call; false where there is none. */
  public boolean step() {
    Runnable call = once.poll();
    if (call == null) {
      return false;
    }
    call.run();
    return true;
  }

  /** What a reader got since the last question. */
  public List<SplitT> takeAssigned(int subtask) {
    List<SplitT> splits = assigned.remove(subtask);
    return splits == null ? List.of() : splits;
  }

  public boolean isEnded(int subtask) {
    return ended.contains(subtask);
  }

  /** Whether there is a counter of that name, without a dimension. */
  public boolean counts(Metric metric) {
    return metrics.getCounter("enumerator", "kinesisanalytics", metric.id()).isPresent();
  }

  /** What a counter without a dimension has counted. */
  public long count(Metric metric) {
    return metrics
        .getCounter("enumerator", "kinesisanalytics", metric.id())
        .orElseThrow()
        .getCount();
  }

  @Override
  public SplitEnumeratorMetricGroup metricGroup() {
    return new InternalSplitEnumeratorMetricGroup(metrics.getMetricGroup());
  }

  @Override
  public void sendEventToSourceReader(int subtaskId, SourceEvent event) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int currentParallelism() {
    return readers.size();
  }

  @Override
  public Map<Integer, ReaderInfo> registeredReaders() {
    return readers;
  }

  @Override
  public void assignSplits(SplitsAssignment<SplitT> assignment) {
    assignment
        .assignment()
        .forEach(
            (subtask, splits) ->
                assigned.computeIfAbsent(subtask, s -> new ArrayList<>()).addAll(splits));
  }

  @Override
  public void signalNoMoreSplits(int subtask) {
    ended.add(subtask);
  }

  @Override
  public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
    once.add(() -> run(callable, handler));
  }

  @Override
  public <T> void callAsync(
      Callable<T> callable, BiConsumer<T, Throwable> handler, long initialDelay, long period) {
    periodic.add(() -> run(callable, handler));
  }

  private static <T> void run(Callable<T> callable, BiConsumer<T, Throwable> handler) {
    T value;
    try {
      value = callable.call();
    } catch (Exception e) {
      handler.accept(null, e);
      return;
    }
    handler.accept(value, null);
  }

  @Override
  public void runInCoordinatorThread(Runnable runnable) {
    once.add(runnable);
  }
}
