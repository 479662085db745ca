package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.Commands;
import ai.cequence.cloudfront.local.BridgeSimulator;
import ai.cequence.cloudfront.local.BridgeSimulator.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The job over time: a Bridge that fails in one way after another, processes killed at random
 * moments, a rescale, an outage, poison. In the end every line must be accounted for.
 */
@Command(
    name = "soak.sh",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs the job on this machine for a while against a simulated Bridge that keeps failing,",
      "kills and rescales it, and judges what arrived: a table, and JSON as the last line."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:every promise was kept", "1:one was not", "2:wrong arguments"})
public final class SoakRun implements Callable<Integer> {
  private static final int PARALLELISM = 2;
  private static final int OTHER_PARALLELISM = 3;

  /** So short that the state stops growing within the run; longer than any process is away. */
  private static final Duration TTL = Duration.ofMinutes(3);

  private static final int RESCALED_SECONDS = 30;
  private static final int WARM_SECONDS = 45;
  private static final int SETTLE_SECONDS = 10;

  /** Until files that came twice are read. */
  private static final int BEFORE_OUTAGE_SECONDS = 15;

  private static final int PATIENCE_SECONDS = 300;
  private static final int STARTED_KILL_MILLIS = 12_000;
  private static final int STARTING_KILL_MILLIS = 8_000;

  @Option(
      names = "--minutes",
      defaultValue = "20",
      paramLabel = "N",
      description = "least time that the run takes (${DEFAULT-VALUE})")
  private double minutes;

  @Option(
      names = "--kills",
      defaultValue = "20",
      paramLabel = "N",
      description = "times that the job is killed (${DEFAULT-VALUE})")
  private int kills;

  @Option(
      names = "--outage",
      defaultValue = "5",
      paramLabel = "MINUTES",
      description = "how long the Bridge is down at a stretch (${DEFAULT-VALUE})")
  private double outageMinutes;

  @Option(
      names = "--rate",
      defaultValue = "300",
      paramLabel = "N",
      description = "requests a second in the logs (${DEFAULT-VALUE})")
  private int rate;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "chooses the random moments; any where it is not given")
  private Long seed;

  private final long startNanos = System.nanoTime();

  public static void main(String[] args) {
    System.exit(Commands.run(new SoakRun(), args));
  }

  @Override
  public Integer call() throws Exception {
    if (minutes < 1 || minutes > 600 || kills < 0 || kills > 1_000) {
      System.err.println("Expected --minutes from 1 to 600 and --kills from 0 to 1000");
      return 2;
    }
    if (outageMinutes < 0.1 || outageMinutes > 120 || rate < 10 || rate > 10_000) {
      System.err.println("Expected --outage from 0.1 to 120 and --rate from 10 to 10000");
      return 2;
    }
    if (seed == null) {
      seed = System.nanoTime() & 0xFFFFFF;
    }
    Path folder = Files.createTempDirectory("cloudfront-bridge-soak-");
    System.out.println("Files of this run are in " + folder + "; --seed " + seed);
    String secret = "soak-secret-" + Long.toHexString(new Random(seed).nextLong());
    Deliveries deliveries = new Deliveries();
    try (BridgeSimulator bridge = new BridgeSimulator(0, true);
        SoakFeed feed = new SoakFeed(folder, rate, seed);
        SoakJob job = new SoakJob(folder, feed.logs(), bridge.url(), secret, TTL);
        RollingFaults faults = new RollingFaults(bridge, seed)) {
      bridge.setPoison(SoakFeed.POISON);
      bridge.setListener(deliveries);
      feed.start();
      job.start(PARALLELISM);
      kill(job, bridge);
      rescale(job, bridge, faults, () -> isCaughtUp(deliveries, feed));
      ProcessSample before = sample(job, faults, () -> isCaughtUp(deliveries, feed));
      outage(job, bridge, feed, faults, () -> isCaughtUp(deliveries, feed));
      ProcessSample after = sample(job, faults, () -> isCaughtUp(deliveries, feed));
      end(job, feed, faults, deliveries);
      SoakVerdict verdict = new SoakVerdict(bridge, feed, job, deliveries);
      verdict.lines(folder);
      verdict.process(before, after);
      verdict.secrets(folder, secret);
      return verdict.print(seed, kills, faults.count(), secondsSinceStart()) ? 0 : 1;
    }
  }

  private void kill(SoakJob job, BridgeSimulator bridge) throws Exception {
    Random random = new Random(seed);
    for (int number = 1; number <= kills; number++) {
      boolean whileItStarts = random.nextInt(5) == 0;
      long millis =
          500L + random.nextInt(whileItStarts ? STARTING_KILL_MILLIS : STARTED_KILL_MILLIS);
      if (!whileItStarts) {
        awaitRequest(job, bridge);
      }
      TimeUnit.MILLISECONDS.sleep(millis);
      job.expectAlive();
      job.kill();
      say(
          "Killed for time %d, %d ms after its %s; %,d transactions have arrived",
          number, millis, whileItStarts ? "start" : "first request", bridge.transactions());
      job.start(PARALLELISM);
    }
  }

  private static void rescale(
      SoakJob job, BridgeSimulator bridge, RollingFaults faults, BooleanSupplier caughtUp)
      throws Exception {
    awaitRequest(job, bridge);
    await(job, "the backlog's end", caughtUp);
    // With the Bridge down a stop takes longer than its patience, and is none with a savepoint.
    faults.pause();
    job.rescale(OTHER_PARALLELISM);
    say("Goes on with %d subtasks", OTHER_PARALLELISM);
    faults.resume();
    awaitRequest(job, bridge);
    await(job, "the backlog's end", caughtUp);
    seconds(job, RESCALED_SECONDS);
    faults.pause();
    job.rescale(PARALLELISM);
    say("Goes on with %d subtasks", PARALLELISM);
    faults.resume();
    awaitRequest(job, bridge);
    await(job, "the backlog's end", caughtUp);
    seconds(job, WARM_SECONDS);
  }

  private void outage(
      SoakJob job,
      BridgeSimulator bridge,
      SoakFeed feed,
      RollingFaults faults,
      BooleanSupplier caughtUp)
      throws Exception {
    // The second of two files may be read after the outage, when the ids of the first are
    // forgotten.
    feed.setRepeats(false);
    faults.resume();
    seconds(job, BEFORE_OUTAGE_SECONDS);
    faults.pause();
    say("The Bridge goes down for %.1f minutes", outageMinutes);
    bridge.setFault(Fault.DOWN);
    seconds(job, Math.round(outageMinutes * 60));
    bridge.setFault(Fault.NONE);
    say("The Bridge is back");
    await(job, "the backlog's end", caughtUp);
    feed.setRepeats(true);
    faults.resume();
    // What was read in a burst is forgotten again before the state is compared.
    double left = minutes * 60 - secondsSinceStart();
    seconds(
        job,
        Math.max(Math.round(outageMinutes >= 1 ? TTL.toSeconds() * 7 / 6.0 : 0), Math.round(left)));
  }

  /** At like moments: all is well, nothing waits. */
  private static ProcessSample sample(SoakJob job, RollingFaults faults, BooleanSupplier caughtUp)
      throws Exception {
    faults.pause();
    await(job, "the backlog's end", caughtUp);
    seconds(job, SETTLE_SECONDS);
    ProcessSample sample = job.sample();
    say(
        "Holds %.0f MB of heap, %d threads, %d file handles; its checkpoint %,d bytes",
        sample.heapMegabytes(), sample.threads(), sample.files(), sample.stateBytes());
    return sample;
  }

  private static void end(SoakJob job, SoakFeed feed, RollingFaults faults, Deliveries deliveries)
      throws Exception {
    faults.resume();
    feed.stop();
    seconds(job, SETTLE_SECONDS);
    faults.pause();
    for (int i = 0; i < PATIENCE_SECONDS && deliveries.ids() < feed.sound(); i++) {
      seconds(job, 1);
    }
    // Dead letters and the ledger are written with a checkpoint or two.
    seconds(job, SETTLE_SECONDS);
    job.stop();
  }

  /** What the job has not read yet is a few seconds' worth. */
  private boolean isCaughtUp(Deliveries deliveries, SoakFeed feed) {
    return feed.sound() - deliveries.ids() <= 8L * rate;
  }

  /** Until a process that has just started is at work. */
  private static void awaitRequest(SoakJob job, BridgeSimulator bridge) throws Exception {
    long requests = bridge.requests();
    await(job, "a request", () -> bridge.requests() > requests);
  }

  private static void await(SoakJob job, String what, BooleanSupplier reached) throws Exception {
    for (int i = 0; !reached.getAsBoolean(); i++) {
      if (i == PATIENCE_SECONDS) {
        throw new IllegalStateException(
            "Expected " + what + " within " + PATIENCE_SECONDS + " s, found none");
      }
      seconds(job, 1);
    }
  }

  private static void seconds(SoakJob job, long seconds) throws Exception {
    for (long i = 0; i < seconds; i++) {
      job.expectAlive();
      TimeUnit.SECONDS.sleep(1);
    }
  }

  private long secondsSinceStart() {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos);
  }

  @SuppressWarnings("AnnotateFormatMethod") // private
  private static void say(String format, Object... values) {
    System.out.printf(format + "%n", values);
    System.out.flush();
  }
}
