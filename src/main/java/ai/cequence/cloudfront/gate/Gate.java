package ai.cequence.cloudfront.gate;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The valve between the sinks and the sources of one process: while the sinks hold too many
 * unconfirmed bytes, the sources pause, and checkpoints go on, since nothing between the two waits.
 *
 * <p>Each writer has a {@link Meter} and says how many bytes it holds, against its own cap. The
 * gate closes when any writer is half full and opens again when all are below a quarter. The other
 * half is for what is already on its way.
 *
 * <p>The gate also knows when the input {@linkplain #inputEnding() is about to end}, so that open
 * windows close without waiting for their time, and whether everything has been {@linkplain
 * #drained() confirmed}: sources withhold the end of input until then, since Flink completes no
 * checkpoint while a sink waits in its last flush.
 *
 * <p>Thread-safe. One per process, held in a static of the job's class loader; in a cluster of
 * several processes each has its own, which suffices because the lanes fill all sinks evenly.
 */
public final class Gate {
  private static final Gate PROCESS = new Gate();

  private final Map<Meter, Long> held = new HashMap<>();
  private boolean open = true;
  private CompletableFuture<Void> opened = CompletableFuture.completedFuture(null);
  private int endingInputs;

  /** For tests; the job uses {@link #ofProcess()}. */
  public Gate() {}

  /** The gate of this process. */
  public static Gate ofProcess() {
    return PROCESS;
  }

  /** Whether sources may read. */
  public synchronized boolean isOpen() {
    return open;
  }

  /**
   * Completed while open; else completes when the gate opens. Callbacks run on the thread that
   * opens it: keep them short.
   */
  public synchronized CompletableFuture<Void> opened() {
    return opened;
  }

  /**
   * A new writer's meter, at zero bytes.
   *
   * @param capBytes what the writer may hold at most
   */
  public synchronized Meter register(long capBytes) {
    Meter meter = new Meter(capBytes);
    held.put(meter, 0L);
    return meter;
  }

  /** Whether no writer of this process holds anything. */
  public synchronized boolean drained() {
    return held.values().stream().allMatch(bytes -> bytes == 0);
  }

  /** A reader has reached the end of its input and withholds it until all is delivered. */
  public synchronized void enterEnding() {
    endingInputs++;
  }

  /** That reader has passed the end on, or is closed. */
  public synchronized void leaveEnding() {
    endingInputs--;
  }

  /** Whether some reader waits for open windows and sinks to empty. */
  public synchronized boolean inputEnding() {
    return endingInputs > 0;
  }

  private void update() {
    CompletableFuture<Void> toComplete = null;
    synchronized (this) {
      if (open && held.entrySet().stream().anyMatch(e -> e.getValue() >= e.getKey().capBytes / 2)) {
        open = false;
        opened = new CompletableFuture<>();
      } else if (!open
          && held.entrySet().stream().allMatch(e -> e.getValue() < e.getKey().capBytes / 4)) {
        open = true;
        toComplete = opened;
      }
    }
    if (toComplete != null) {
      toComplete.complete(null);
    }
  }

  /** What one writer holds. */
  public final class Meter implements AutoCloseable {
    private final long capBytes;

    private Meter(long capBytes) {
      this.capBytes = capBytes;
    }

    /** Says how many unconfirmed bytes the writer holds now. */
    public void set(long bytes) {
      synchronized (Gate.this) {
        held.replace(this, bytes);
      }
      update();
    }

    /** The writer is gone. */
    @Override
    public void close() {
      synchronized (Gate.this) {
        held.remove(this);
      }
      update();
    }
  }
}
