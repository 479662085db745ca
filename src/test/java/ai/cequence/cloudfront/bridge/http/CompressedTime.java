package ai.cequence.cloudfront.bridge.http;

import ai.cequence.cloudfront.config.BridgeSettings;

/** A client whose time runs faster than a test's. */
public final class CompressedTime {
  private CompressedTime() {}

  /** A lease of the process's client, on a clock that runs so many times as fast. */
  public static BridgeClients.Lease lease(BridgeSettings settings, int times) {
    return BridgeClients.acquire(
        settings,
        "cloudfront-bridge/test",
        () -> "test",
        () -> new byte[0],
        () -> new Compressed(times));
  }

  private static final class Compressed implements Clockwork {
    private final Clockwork clockwork = new ThreadClockwork("bridge-client");
    private final long start = clockwork.nowMillis();
    private final int times;

    Compressed(int times) {
      this.times = times;
    }

    @Override
    public long nowMillis() {
      return start + (clockwork.nowMillis() - start) * times;
    }

    @Override
    public void execute(Runnable task) {
      clockwork.execute(task);
    }

    @Override
    public Alarm after(long millis, Runnable task) {
      return clockwork.after((millis + times - 1) / times, task);
    }

    @Override
    public void close() {
      clockwork.close();
    }
  }
}
