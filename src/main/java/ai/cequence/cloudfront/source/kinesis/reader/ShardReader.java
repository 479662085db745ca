package ai.cequence.cloudfront.source.kinesis.reader;

import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.source.kinesis.proxy.KinesisRecord;
import ai.cequence.cloudfront.source.kinesis.proxy.RecordPage;
import ai.cequence.cloudfront.source.kinesis.split.Position;
import ai.cequence.cloudfront.source.kinesis.split.Position.After;
import ai.cequence.cloudfront.source.kinesis.split.RetentionEvent;
import ai.cequence.cloudfront.source.kinesis.split.ShardFinishedEvent;
import ai.cequence.cloudfront.source.kinesis.split.ShardSplit;
import ai.cequence.cloudfront.transaction.LogSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.FlinkRuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * Reads shards: passes on what their fetchers have brought, one Kinesis record a call, and keeps
 * the position behind it. All user records of an aggregated record go in one call, so that no
 * checkpoint falls between them.
 *
 * <p>Everything here runs on the task's thread, all fetching on an event loop of its own. While the
 * task does not read, each shard has one or two answers in memory, iterators are renewed once it
 * reads again, and subscriptions lapse.
 */
final class ShardReader implements SourceReader<LogChunk, ShardSplit> {
  private static final long CLOSE_MILLIS = 1_000;

  private final SourceReaderContext context;
  private final EventLoop loop;
  private final Inbox inbox;
  private final ReaderMetrics metrics;
  private final BiFunction<ShardSplit, ShardProgress, ShardFetcher> fetchers;
  private final Runnable release;
  private final Counter recordsIn;
  private final Counter bytesIn;

  private final Map<String, Shard> shards = new LinkedHashMap<>();
  private final FinishedSplits finished = new FinishedSplits();
  private @Nullable Fetched inHand;
  private int next;

  /** A shard that this reader has. */
  private static final class Shard {
    private final ShardSplit split;
    private final ShardProgress progress;
    private final ShardFetcher fetcher;
    private Position position;

    private Shard(ShardSplit split, ShardProgress progress, ShardFetcher fetcher) {
      this.split = split;
      this.progress = progress;
      this.fetcher = fetcher;
      position = split.position();
    }

    private ShardSplit state() {
      return split.at(position, progress.readUpToMillis());
    }
  }

  /**
   * @param inbox what the fetchers fill
   * @param release runs at the end, on the loop
   */
  ShardReader(
      SourceReaderContext context,
      EventLoop loop,
      Inbox inbox,
      ReaderMetrics metrics,
      BiFunction<ShardSplit, ShardProgress, ShardFetcher> fetchers,
      Runnable release) {
    this.context = context;
    this.loop = loop;
    this.inbox = inbox;
    this.metrics = metrics;
    this.fetchers = fetchers;
    this.release = release;
    recordsIn = context.metricGroup().getIOMetricGroup().getNumRecordsInCounter();
    bytesIn = context.metricGroup().getIOMetricGroup().getNumBytesInCounter();
  }

  @Override
  public void start() {
    // Splits come by themselves.
  }

  @Override
  public InputStatus pollNext(ReaderOutput<LogChunk> output) throws Exception {
    Throwable failure = inbox.failure();
    if (failure != null) {
      throw failure instanceof RuntimeException known ? known : new FlinkRuntimeException(failure);
    }
    if (inHand == null) {
      inHand = inbox.poll();
      next = 0;
    }
    Fetched fetched = inHand;
    if (fetched == null) {
      return InputStatus.NOTHING_AVAILABLE;
    }
    Shard shard = shards.get(fetched.fetcher().splitId());
    List<KinesisRecord> records = fetched.page().records();
    if (shard != null && next < records.size()) {
      emit(shard, records.get(next++), output);
    }
    if (shard == null || next >= records.size()) {
      inHand = null;
      if (shard != null) {
        drained(shard, fetched);
      }
    }
    return inHand != null || !inbox.isEmpty()
        ? InputStatus.MORE_AVAILABLE
        : InputStatus.NOTHING_AVAILABLE;
  }

  private void emit(Shard shard, KinesisRecord item, ReaderOutput<LogChunk> output) {
    if (shard.position instanceof After after
        && SequenceNumbers.compare(item.sequenceNumber(), after.sequenceNumber()) <= 0) {
      // An overlap of two subscriptions, or of a position that Kinesis rounds down.
      return;
    }
    String origin = shard.split.splitId() + '/' + item.sequenceNumber();
    byte[] data = item.data();
    recordsIn.inc();
    bytesIn.inc(data.length);
    List<AggregatedRecord.Slice> users = AggregatedRecord.userRecords(data);
    if (users == null) {
      output.collect(LogChunk.lines(LogSource.KINESIS, origin, 1, null, data, 0, data.length));
    } else {
      for (int i = 0; i < users.size(); i++) {
        AggregatedRecord.Slice user = users.get(i);
        output.collect(
            LogChunk.lines(
                LogSource.KINESIS, origin + '/' + i, 1, null, data, user.start(), user.length()));
      }
    }
    shard.position = new After(item.sequenceNumber());
  }

  private void drained(Shard shard, Fetched fetched) {
    RecordPage page = fetched.page();
    if (!page.records().isEmpty()) {
      shard.progress.passedOn(page.records().get(page.records().size() - 1).arrivalMillis());
    }
    if (page.isEnd()) {
      end(shard, page);
      return;
    }
    if (page.millisBehindLatest() == 0) {
      shard.progress.atTip(fetched.askedMillis());
    }
    loop.execute(shard.fetcher::drained);
  }

  private void end(Shard shard, RecordPage page) {
    ShardSplit split = shard.split;
    shards.remove(split.splitId());
    metrics.closed(split.splitId());
    metrics.finished();
    loop.execute(shard.fetcher::stop);
    finished.add(shard.state());
    context.sendSourceEventToCoordinator(
        new ShardFinishedEvent(
            split.streamArn(),
            split.shardId(),
            shard.progress.readUpToMillis(),
            List.copyOf(page.children())));
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return inHand != null ? CompletableFuture.completedFuture(null) : inbox.available();
  }

  @Override
  public List<ShardSplit> snapshotState(long checkpointId) {
    List<ShardSplit> state = new ArrayList<>(finished.snapshot(checkpointId));
    shards.values().forEach(shard -> state.add(shard.state()));
    return state;
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    finished.completed(checkpointId);
  }

  @Override
  public void addSplits(List<ShardSplit> splits) {
    for (ShardSplit split : splits) {
      ShardProgress progress = new ShardProgress(split, loop.steadyMillis());
      ShardFetcher fetcher = fetchers.apply(split, progress);
      shards.put(split.splitId(), new Shard(split, progress, fetcher));
      metrics.opened(split, progress);
      loop.execute(fetcher::start);
    }
  }

  @Override
  public void notifyNoMoreSplits() {
    // A stream has no end.
  }

  @Override
  public void handleSourceEvents(SourceEvent event) {
    if (event instanceof RetentionEvent retention) {
      for (Shard shard : shards.values()) {
        if (shard.split.streamArn().equals(retention.streamArn())) {
          shard.progress.setRetentionMillis(retention.retentionMillis());
        }
      }
    }
  }

  @Override
  public void close() {
    List<ShardFetcher> open = shards.values().stream().map(shard -> shard.fetcher).toList();
    loop.close(
        () -> {
          open.forEach(ShardFetcher::stop);
          release.run();
        },
        CLOSE_MILLIS);
  }
}
