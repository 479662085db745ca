package ai.cequence.cloudfront.bridge.http;

/** One alarm, which is moved rather than multiplied. Confined to the client's thread. */
final class WakeUp {
  private static final long NEVER = Long.MAX_VALUE;

  private final Clockwork clockwork;
  private final Runnable task;

  private long setMillis = NEVER;
  private Clockwork.Alarm alarm = () -> {};

  /**
   * @param task runs when the time has come
   */
  WakeUp(Clockwork clockwork, Runnable task) {
    this.clockwork = clockwork;
    this.task = task;
  }

  /** Wakes at this time and at no other; a time that is past, or {@code Long.MAX_VALUE}: never. */
  void at(long millis, long nowMillis) {
    if (millis == setMillis) {
      return;
    }
    cancel();
    if (millis <= nowMillis || millis == NEVER) {
      return;
    }
    setMillis = millis;
    alarm =
        clockwork.after(
            millis - nowMillis,
            () -> {
              setMillis = NEVER;
              task.run();
            });
  }

  void cancel() {
    alarm.cancel();
    alarm = () -> {};
    setMillis = NEVER;
  }
}
