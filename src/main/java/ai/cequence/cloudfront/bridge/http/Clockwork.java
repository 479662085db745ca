package ai.cequence.cloudfront.bridge.http;

/**
 * The client's one thread and its clock. Everything that the client remembers is touched on this
 * thread only.
 */
interface Clockwork extends AutoCloseable {
  /** Milliseconds since the epoch; never runs backwards. */
  long nowMillis();

  /** Runs soon, on the client's thread. */
  void execute(Runnable task);

  /** Runs after a time, on the client's thread, unless cancelled before. */
  Alarm after(long millis, Runnable task);

  @Override
  void close();

  /** Something that is going to run. */
  interface Alarm {
    /** It does not run any more, and is forgotten with all that it holds. */
    void cancel();
  }
}
