package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.local.BridgeSimulator;
import ai.cequence.cloudfront.local.LocalRunner;
import ai.cequence.cloudfront.local.Loopback;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A local run in a process of its own, which reads a {@link LogFeed} and never ends by itself, and
 * the simulated Bridge that it sends to.
 */
final class SteadyRun implements AutoCloseable {
  private final BridgeSimulator bridge;
  private final LogFeed feed;
  private final int port;
  private final ChildJvm job;

  /** Starts what reads the logs, in a process of its own. */
  interface Start {
    /**
     * Starts it.
     *
     * @param folder gets all files
     * @param port for Flink's REST interface
     */
    ChildJvm start(Path folder, Path logs, URI bridge, int port) throws IOException;
  }

  /**
   * Starts the job; its logs begin with {@link #awaitFirst}.
   *
   * @param folder gets all files
   * @param rate transactions a second
   */
  SteadyRun(Path folder, int rate) throws IOException {
    this(folder, rate, new BridgeSimulator(0, true), SteadyRun::startJob);
  }

  /**
   * Starts something else in the job's place.
   *
   * @param bridge closed with this
   */
  SteadyRun(Path folder, int rate, BridgeSimulator bridge, Start start) throws IOException {
    this.bridge = bridge;
    feed = new LogFeed(folder, rate);
    port = Loopback.freePort();
    job = start.start(folder, feed.logs(), bridge.url(), port);
  }

  private static ChildJvm startJob(Path folder, Path logs, URI bridge, int port)
      throws IOException {
    return ChildJvm.start(
        folder.resolve("job.txt"),
        LocalRunner.class,
        new RunArguments(folder, bridge.toString())
            .set("source/s3.paths", logs.toUri().toString())
            .set("source/s3.discovery-interval", "1 s")
            .set("window/size", "1 s")
            .with("--ui-port", String.valueOf(port))
            .list());
  }

  BridgeSimulator bridge() {
    return bridge;
  }

  LogFeed feed() {
    return feed;
  }

  ChildJvm job() {
    return job;
  }

  /** What the job says of its checkpoints. */
  Checkpoints checkpoints() throws Exception {
    return Checkpoints.of(port);
  }

  /** The port of Flink's REST interface. */
  int port() {
    return port;
  }

  /** Lets logs appear, and waits for the first request. */
  void awaitFirst() throws IOException, InterruptedException {
    feed.start();
    while (bridge.requests() == 0) {
      second();
    }
  }

  /** Waits a second, and throws where the job has ended meanwhile. */
  void second() throws IOException, InterruptedException {
    if (!job.isAlive()) {
      throw new IllegalStateException("The job ended on its own; it said: " + job.output());
    }
    TimeUnit.SECONDS.sleep(1);
  }

  @Override
  public void close() throws InterruptedException {
    job.close();
    feed.close();
    bridge.close();
  }
}
