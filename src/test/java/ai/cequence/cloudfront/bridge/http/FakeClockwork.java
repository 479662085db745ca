package ai.cequence.cloudfront.bridge.http;

import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock that a test turns, and everything that is to run by it, in order. */
final class FakeClockwork implements Clockwork {
  private record Task(long at, long number, Runnable work) {}

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::number));
  private long now = 1_000_000;
  private long number;

  @Override
  public long nowMillis() {
    return now;
  }

  @Override
  public void execute(Runnable task) {
    after(0, task);
  }

  @Override
  public Alarm after(long millis, Runnable work) {
    Task task = new Task(now + millis, number++, work);
    tasks.add(task);
    return () -> tasks.remove(task);
  }

  /** What is still to run. */
  int waiting() {
    return tasks.size();
  }

  /** Turns the clock on and runs what falls due. */
  void advance(long millis) {
    long until = now + millis;
    while (!tasks.isEmpty() && tasks.element().at() <= until) {
      Task task = tasks.remove();
      now = Math.max(now, task.at());
      task.work().run();
    }
    now = until;
  }

  @Override
  public void close() {
    tasks.clear();
  }
}
