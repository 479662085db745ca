package ai.cequence.cloudfront.parse;

import ai.cequence.cloudfront.concurrent.DaemonThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Feeds the parser with mutations of a corpus, for a time, guided by what comes of them: an input
 * with a new outcome is mutated further. Runs in the build for some seconds, and for as long as one
 * likes by {@code scripts/fuzz.sh}.
 */
public final class LogParserFuzz {
  static final Path CORPUS = Path.of("src/test/resources/fuzz/corpus");

  private static final int MOST_OUTCOMES = 5000;

  /** Longer inputs are fed once, since their like takes the time of many others. */
  private static final int MOST_BYTES_KEPT = 2048;

  /** How long a single input may take. */
  private static final long MOST_SECONDS_OF_ONE = 30;

  private final Path corpus;
  private final Target target;
  private final LogMutator mutator;
  private final List<byte[]> pool = new ArrayList<>();
  private final Set<String> outcomes = new HashSet<>();
  private volatile byte[] inHand = {};

  /** What is fed. */
  interface Target {
    /** Takes an input; gives what came of it in some words, or throws where that is wrong. */
    Set<String> run(byte[] input) throws IOException;
  }

  /**
   * What a run came to.
   *
   * @param problem what went wrong, and the file that holds the input
   */
  record Report(long executions, int outcomes, Optional<String> problem) {}

  /**
   * @param corpus folder of the inputs to begin with; takes the one that fails
   */
  LogParserFuzz(Path corpus, Target target, long seed) {
    this.corpus = corpus;
    this.target = target;
    mutator = new LogMutator(seed);
  }

  /** {@code SECONDS [SEED]}. */
  public static void main(String[] args) throws Exception {
    long seed = args.length > 1 ? Long.parseLong(args[1]) : System.nanoTime();
    System.out.println("Seed " + seed);
    Report report =
        new LogParserFuzz(CORPUS, FuzzTarget::run, seed)
            .run(Duration.ofSeconds(Long.parseLong(args[0])));
    System.out.println(said(report));
    System.exit(report.problem.isPresent() ? 1 : 0);
  }

  /** A report in words. */
  static String said(Report report) {
    return report.executions
        + " executions, "
        + report.outcomes
        + " different outcomes; "
        + report.problem.orElse("nothing found");
  }

  /** Feeds the corpus as it is, then mutations of it until time is up or one fails. */
  Report run(Duration duration) throws IOException, InterruptedException {
    try (Stream<Path> files = Files.list(corpus)) {
      for (Path file : files.sorted().toList()) {
        pool.add(Files.readAllBytes(file));
      }
    }
    FutureTask<Report> feeding = new FutureTask<>(() -> feed(duration.toNanos()));
    new DaemonThreads("fuzz").newThread(feeding).start();
    try {
      return feeding.get(duration.toSeconds() + MOST_SECONDS_OF_ONE, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return found(0, "an input that is still being parsed after " + MOST_SECONDS_OF_ONE + " s");
    } catch (ExecutionException e) {
      throw new IllegalStateException("Expected the fuzzer to end, found " + e.getCause(), e);
    }
  }

  private Report feed(long nanos) throws IOException {
    long begin = System.nanoTime();
    long executions = 0;
    int corpusSize = pool.size();
    while (executions < corpusSize || System.nanoTime() - begin < nanos) {
      boolean asItIs = executions < corpusSize;
      byte[] input = asItIs ? pool.get((int) executions) : mutator.mutate(one(), one());
      inHand = input;
      executions++;
      try {
        Set<String> words = target.run(input);
        boolean isNew = outcomes.size() < MOST_OUTCOMES && outcomes.addAll(words);
        if (isNew && !asItIs && input.length <= MOST_BYTES_KEPT) {
          pool.add(input);
        }
      } catch (Exception | StackOverflowError | OutOfMemoryError e) {
        return found(executions, e.toString());
      }
    }
    return new Report(executions, outcomes.size(), Optional.empty());
  }

  private byte[] one() {
    return pool.get(mutator.number(pool.size()));
  }

  private Report found(long executions, String what) throws IOException {
    byte[] input = inHand;
    Path file = corpus.resolve("found-" + Integer.toHexString(Arrays.hashCode(input)));
    Files.write(file, input);
    return new Report(
        executions, outcomes.size(), Optional.of("found " + what + "; the input is now " + file));
  }
}
