package ai.cequence.cloudfront.source.s3.reader;

import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.parse.RejectReason;
import ai.cequence.cloudfront.source.s3.RetryDelay;
import ai.cequence.cloudfront.source.s3.split.LogSplit;
import ai.cequence.cloudfront.source.s3.split.ObjectId;
import ai.cequence.cloudfront.source.s3.split.ObjectsRead;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads several log objects at once and hands on one chunk at a time, so that a checkpoint always
 * falls between two chunks and holds each open object's exact position.
 *
 * <p>All methods run on the task's thread; the fetching threads meet it in the {@link Handover}.
 */
@SuppressWarnings("try") // Flink's own close() throws
public final class LogReader implements SourceReader<LogChunk, LogSplit> {
  private static final Logger LOG = LoggerFactory.getLogger(LogReader.class);

  private final SourceReaderContext context;
  private final int atOnce;
  private final Handover handover;
  private final ObjectFetchers fetchers;
  private final ReaderMetrics metrics;
  private final Map<ObjectId, LogSplit> unread = new LinkedHashMap<>();
  private final CoveredObjects covered = new CoveredObjects();

  private boolean started;
  private boolean requested;
  private boolean noMoreSplits;

  /**
   * A reader without objects.
   *
   * @param opening how objects are opened
   * @param atOnce most objects that are open
   * @param delay waiting times where the store fails for a while
   */
  public LogReader(SourceReaderContext context, Opening opening, int atOnce, RetryDelay delay) {
    this.context = context;
    this.atOnce = atOnce;
    this.handover = new Handover(2 * atOnce);
    this.metrics = new ReaderMetrics(context.metricGroup());
    this.fetchers = new ObjectFetchers(opening, atOnce, handover, delay, metrics);
  }

  @Override
  public void start() {
    started = true;
    tell(covered.toTellAgain());
    request();
  }

  @Override
  public InputStatus pollNext(ReaderOutput<LogChunk> output) {
    Fetched fetched = handover.poll();
    if (fetched == null) {
      return noMoreSplits && unread.isEmpty()
          ? InputStatus.END_OF_INPUT
          : InputStatus.NOTHING_AVAILABLE;
    }
    LogChunk chunk = fetched.chunk();
    if (chunk != null) {
      output.collect(chunk);
      if (chunk.failure() != null && chunk.failure().reason() != RejectReason.LINE_TOO_LONG) {
        metrics.failed(chunk.failure().reason());
        LOG.warn("{}:{}: {}", chunk.origin(), chunk.firstLine(), chunk.failure().detail());
      }
    }
    advance(fetched);
    return handover.isEmpty() && !(noMoreSplits && unread.isEmpty())
        ? InputStatus.NOTHING_AVAILABLE
        : InputStatus.MORE_AVAILABLE;
  }

  private void advance(Fetched fetched) {
    LogSplit split = unread.get(fetched.object());
    if (split == null) {
      throw new IllegalStateException(
          "Expected an object that was assigned, found a chunk of " + fetched.object());
    }
    if (!fetched.last()) {
      unread.put(split.id(), split.at(fetched.behind()));
      return;
    }
    unread.remove(split.id());
    covered.read(split);
    metrics.read();
    request();
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return handover.available();
  }

  @Override
  public List<LogSplit> snapshotState(long checkpointId) {
    List<LogSplit> splits = new ArrayList<>(unread.values());
    splits.addAll(covered.snapshot(checkpointId));
    return splits;
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    tell(covered.completed(checkpointId));
  }

  @Override
  public void addSplits(List<LogSplit> splits) {
    requested = false;
    for (LogSplit split : splits) {
      if (split.read()) {
        covered.restored(split);
      } else {
        unread.put(split.id(), split);
        fetchers.add(split);
      }
    }
    request();
  }

  @Override
  public void notifyNoMoreSplits() {
    noMoreSplits = true;
    handover.wakeUp();
  }

  @Override
  public void close() {
    fetchers.close();
  }

  /** Asks for more before the threads run dry. */
  private void request() {
    if (started && !requested && !noMoreSplits && unread.size() < 2 * atOnce) {
      requested = true;
      context.sendSplitRequest();
    }
  }

  private void tell(List<ObjectId> objects) {
    if (!objects.isEmpty()) {
      context.sendSourceEventToCoordinator(new ObjectsRead(objects));
    }
  }
}
