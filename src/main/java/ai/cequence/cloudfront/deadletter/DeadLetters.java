package ai.cequence.cloudfront.deadletter;

import ai.cequence.cloudfront.gate.Gate;
import ai.cequence.cloudfront.parse.Rejection;
import java.net.URI;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;

/**
 * Where one subtask puts what cannot be delivered. Called by the subtask's thread and never waits;
 * the futures complete on another thread once a record is durable.
 */
public final class DeadLetters implements AutoCloseable {
  private static final long CAP_BYTES = 32_000_000;

  private final DeadLetterFiles files;
  private final Clock clock;
  private final Gate.Meter meter;

  /**
   * @param path folder or S3 prefix
   * @param gate told how many bytes are not durable yet
   */
  public DeadLetters(URI path, Clock clock, Gate gate) {
    this.files = new DeadLetterFiles(path, clock);
    this.clock = clock;
    this.meter = gate.register(CAP_BYTES);
    // The end of input waits for these files, and there may be no further checkpoint to close them.
    files.rollWhile(gate::inputEnding);
  }

  public CompletableFuture<Void> add(Rejection rejection) {
    return add(DeadLetter.of(rejection, clock.instant()));
  }

  public CompletableFuture<Void> add(RefusedTransaction refused) {
    return add(DeadLetter.of(refused, clock.instant()));
  }

  /** Closes the open file; called at each checkpoint and at the end of input. */
  public void roll() {
    files.roll();
  }

  private CompletableFuture<Void> add(byte[] line) {
    CompletableFuture<Void> durable = files.add(line);
    meter.set(files.unwrittenBytes());
    return durable.thenRun(() -> meter.set(files.unwrittenBytes()));
  }

  @Override
  public void close() {
    files.close();
    meter.close();
  }
}
