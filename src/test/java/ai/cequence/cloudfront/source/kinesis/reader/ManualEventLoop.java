package ai.cequence.cloudfront.source.kinesis.reader;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;

/** An event loop whose clocks the test turns; runs everything on the test's thread. */
final class ManualEventLoop implements EventLoop {
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::at).thenComparingLong(Timer::number));
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private long now;
  private long clockBehind;
  private long numbers;

  private record Timer(long at, long number, Runnable task) {}

  ManualEventLoop(long now) {
    this.now = now;
  }

  @Override
  public long nowMillis() {
    return now - clockBehind;
  }

  @Override
  public long steadyMillis() {
    return now;
  }

  /** Somebody sets the clock back; no time passes. */
  void setClockBack(long millis) {
    clockBehind += millis;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public void after(long millis, Runnable task) {
    timers.add(new Timer(now + Math.max(0, millis), numbers++, task));
  }

  @Override
  public void close(Runnable last, long mostMillis) {
    last.run();
    timers.clear();
    tasks.clear();
  }

  /** Runs what is due now. */
  void run() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  /** Lets time pass, running each timer at its time. */
  void pass(long millis) {
    long end = now + millis;
    run();
    while (!timers.isEmpty() && timers.peek().at() <= end) {
      Timer next = timers.remove();
      now = next.at();
      next.task().run();
      run();
    }
    now = end;
  }
}
