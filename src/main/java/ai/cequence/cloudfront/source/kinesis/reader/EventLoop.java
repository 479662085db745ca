package ai.cequence.cloudfront.source.kinesis.reader;

import java.util.concurrent.Executor;

/**
 * The one thread on which everything happens that concerns fetching, and its clocks: so that
 * nothing there needs a lock, and tests can turn the clocks.
 */
interface EventLoop extends Executor {
  /** Milliseconds since 1970, by a clock that may be set back. */
  long nowMillis();

  /** Milliseconds that never go back, whatever is done to the clock: for waits alone. */
  long steadyMillis();

  /** Runs a task on this loop after some time; not at all once the loop is closed. */
  void after(long millis, Runnable task);

  /**
   * Runs one last task, and nothing after it.
   *
   * @param mostMillis how long to wait for that
   */
  void close(Runnable last, long mostMillis);
}
