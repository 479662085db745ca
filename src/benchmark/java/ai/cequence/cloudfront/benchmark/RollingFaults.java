package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.local.BridgeSimulator;
import ai.cequence.cloudfront.local.BridgeSimulator.Fault;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Lets a simulated Bridge fail in one way after another, for some seconds each, with rests. */
final class RollingFaults implements AutoCloseable {
  private static final List<Fault> ROUND =
      List.of(Fault.TOO_MANY, Fault.UNAVAILABLE, Fault.SLOW, Fault.EXPIRED, Fault.DOWN);
  private static final int LONGEST_SECONDS = 4;
  private static final int LONGEST_REST_SECONDS = 6;

  private final BridgeSimulator bridge;
  private final Random random;
  private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor();
  private boolean resting = true;
  private boolean paused;
  private int secondsLeft;
  private int faults;

  RollingFaults(BridgeSimulator bridge, long seed) {
    this.bridge = bridge;
    this.random = new Random(seed);
    var unused = ticker.scheduleAtFixedRate(this::second, 1, 1, TimeUnit.SECONDS);
  }

  /** All is well from now on. */
  synchronized void pause() {
    paused = true;
    resting = true;
    bridge.setFault(Fault.NONE);
  }

  synchronized void resume() {
    paused = false;
  }

  /** How many there were. */
  synchronized int count() {
    return faults;
  }

  private synchronized void second() {
    if (paused || --secondsLeft > 0) {
      return;
    }
    if (resting) {
      bridge.setFault(ROUND.get(faults++ % ROUND.size()));
      secondsLeft = 1 + random.nextInt(LONGEST_SECONDS);
    } else {
      bridge.setFault(Fault.NONE);
      secondsLeft = 1 + random.nextInt(LONGEST_REST_SECONDS);
    }
    resting = !resting;
  }

  @Override
  public void close() {
    ticker.shutdownNow();
  }
}
