package ai.cequence.cloudfront.source.kinesis.enumerator;

import ai.cequence.cloudfront.config.SourceSettings.KinesisSettings;
import ai.cequence.cloudfront.config.SourceSettings.Reader;
import ai.cequence.cloudfront.source.kinesis.enumerator.Discovery.Found;
import ai.cequence.cloudfront.source.kinesis.enumerator.Discovery.Outcome;
import ai.cequence.cloudfront.source.kinesis.proxy.FailureKind;
import ai.cequence.cloudfront.source.kinesis.proxy.Shard;
import ai.cequence.cloudfront.source.kinesis.proxy.StreamException;
import ai.cequence.cloudfront.source.kinesis.proxy.StreamFacts;
import ai.cequence.cloudfront.source.kinesis.proxy.StreamProxy;
import ai.cequence.cloudfront.source.kinesis.split.Position;
import ai.cequence.cloudfront.source.kinesis.split.Position.AtTimestamp;
import ai.cequence.cloudfront.source.kinesis.split.RetentionEvent;
import ai.cequence.cloudfront.source.kinesis.split.ShardFinishedEvent;
import ai.cequence.cloudfront.source.kinesis.split.ShardSplit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.util.FlinkRuntimeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds shards and gives them to readers, parents before their children.
 *
 * <p>Shards are learned of from the readers, since Kinesis names the children at a shard's end, and
 * from a listing every ten seconds. They are given out as soon as all readers are there, in the
 * call in which the last one registers: a checkpoint needs all of them running, so none falls
 * between a reader's report and its assignment.
 *
 * <p>Runs on the coordinator's thread, apart from the calls to Kinesis. A stream that cannot be
 * asked is asked again; one that is gone, or is another one under the same name, ends the job.
 */
public final class ShardEnumerator implements SplitEnumerator<ShardSplit, EnumeratorState> {
  private static final Logger LOG = LoggerFactory.getLogger(ShardEnumerator.class);

  static final long DISCOVERY_MILLIS = 10_000;
  private static final long RETRY_MILLIS = 1_000;
  private static final long TICK_MILLIS = 500;
  private static final long CLOSE_SECONDS = 5;

  /** Creation times come in seconds with fractions, rounded. */
  private static final long SAME_CREATION_MILLIS = 1_000;

  private final SplitEnumeratorContext<ShardSplit> context;
  private final StreamProxy proxy;
  private final Discovery discovery;
  private final LongSupplier steady;
  private final Map<String, StreamState> streams = new ConcurrentHashMap<>();
  private final SplitTracker tracker = new SplitTracker();

  private volatile long nextDiscovery = Long.MIN_VALUE;

  /**
   * @param restored null at the first start
   * @param clock milliseconds since 1970
   * @param steady milliseconds that never go back
   */
  public ShardEnumerator(
      SplitEnumeratorContext<ShardSplit> context,
      KinesisSettings settings,
      StreamProxy proxy,
      @Nullable EnumeratorState restored,
      LongSupplier clock,
      LongSupplier steady) {
    this.context = context;
    this.proxy = proxy;
    this.steady = steady;
    discovery =
        new Discovery(
            proxy, settings.reader() == Reader.EFO ? settings.consumerName() : null, clock);
    Position initial =
        settings.initialTimestamp() == null
            ? new Position.TrimHorizon()
            : new AtTimestamp(settings.initialTimestamp());
    for (String arn : settings.streamArns()) {
      StreamState known = restored == null ? null : restored.streams().get(arn);
      streams.put(arn, known == null ? StreamState.of(initial) : known);
    }
    if (restored != null) {
      restore(restored);
    }
  }

  private void restore(EnumeratorState restored) {
    tracker.restore(restored.shards());
    int dropped = tracker.keepOnlyStreams(streams.keySet());
    if (dropped > 0) {
      LOG.warn(
          "The checkpoint knows {} open shards of streams that source/kinesis.stream-arns does not"
              + " name any more; they are not read on",
          dropped);
    }
  }

  @Override
  public void start() {
    context.callAsync(this::discoverWhenDue, this::discovered, 0, TICK_MILLIS);
  }

  @Override
  public void handleSplitRequest(int subtask, @Nullable String host) {
    // Splits are given out, not asked for.
  }

  @Override
  public void addReader(int subtask) {
    ReaderInfo reader = context.registeredReaders().get(subtask);
    if (reader != null) {
      for (ShardSplit split : reader.<ShardSplit>getReportedSplitsOnRegistration()) {
        takeBack(split);
      }
    }
    assign();
  }

  @Override
  public void addSplitsBack(List<ShardSplit> splits, int subtask) {
    tracker.readerLost(subtask);
    splits.forEach(this::takeBack);
  }

  private void takeBack(ShardSplit split) {
    if (streams.containsKey(split.streamArn())) {
      tracker.returned(split);
      if (split.finished()) {
        discoverSoon();
      }
    }
  }

  @Override
  public void handleSourceEvent(int subtask, SourceEvent event) {
    if (!(event instanceof ShardFinishedEvent finished)) {
      throw new IllegalArgumentException("Expected a finished shard, found " + event);
    }
    LOG.info(
        "Shard {} of {} is read to its end; followed by {}",
        finished.shardId(),
        finished.streamArn(),
        finished.children().stream().map(Shard::id).toList());
    finished.children().forEach(child -> learn(finished.streamArn(), child));
    tracker.finished(
        ShardSplit.id(finished.streamArn(), finished.shardId()), finished.readUpToMillis());
    if (finished.children().isEmpty()) {
      discoverSoon();
    }
    assign();
  }

  @Override
  public EnumeratorState snapshotState(long checkpointId) {
    return new EnumeratorState(new LinkedHashMap<>(streams), tracker.snapshot());
  }

  /** Removes consumers that this job registered, so that nobody pays for them any longer. */
  @Override
  public void close() {
    try {
      for (Map.Entry<String, StreamState> each : streams.entrySet()) {
        String consumer = each.getValue().ownedConsumerArn();
        if (consumer != null) {
          deregister(consumer);
        }
      }
    } finally {
      proxy.close();
    }
  }

  private void deregister(String consumer) {
    try {
      proxy.deregisterConsumer(consumer).get(CLOSE_SECONDS, TimeUnit.SECONDS);
      LOG.info("Deregistered {}", consumer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn(
          "Expected to deregister {}, found {}; it stays, costs money, and the next start uses it",
          consumer,
          e.toString());
    }
  }

  private void discoverSoon() {
    nextDiscovery = Long.MIN_VALUE;
  }

  /** Null where no round is due. */
  private @Nullable Map<String, Outcome> discoverWhenDue() throws InterruptedException {
    if (steady.getAsLong() < nextDiscovery) {
      return null;
    }
    nextDiscovery = steady.getAsLong() + DISCOVERY_MILLIS;
    return discovery.round(new LinkedHashMap<>(streams));
  }

  private void discovered(@Nullable Map<String, Outcome> outcomes, @Nullable Throwable failure) {
    if (failure != null) {
      throw new FlinkRuntimeException("Discovery of Kinesis shards failed", failure);
    }
    if (outcomes == null) {
      return;
    }
    outcomes.forEach(
        (arn, outcome) -> {
          if (outcome.found() != null) {
            found(arn, outcome.found());
          } else if (outcome.failure() != null) {
            failed(arn, outcome.failure());
          }
        });
    assign();
  }

  private void found(String arn, Found found) {
    StreamState known = state(arn);
    StreamFacts facts = found.facts();
    long created = known.createdMillis();
    if (created != 0 && Math.abs(created - facts.createdMillis()) > SAME_CREATION_MILLIS) {
      throw new FlinkRuntimeException(
          arn
              + ": expected the stream that the job was reading, found another one of that name,"
              + " created since; positions of the old one mean nothing in it. Start without the"
              + " checkpoint to read the new stream");
    }
    if (known.retentionMillis() != facts.retentionMillis()) {
      for (int subtask : context.registeredReaders().keySet()) {
        context.sendEventToSourceReader(subtask, new RetentionEvent(arn, facts.retentionMillis()));
      }
    }
    StreamState updated = known.withFacts(facts.createdMillis(), facts.retentionMillis());
    if (found.registered() != null) {
      LOG.info("Registered {}", found.registered());
      updated = updated.withConsumer(found.registered());
    }
    streams.put(arn, updated);
    Set<String> listed = new HashSet<>();
    for (Shard shard : found.shards()) {
      listed.add(shard.id());
      learn(arn, shard);
    }
    tracker.keepOnly(arn, listed);
  }

  private void failed(String arn, Throwable failure) {
    FailureKind kind = StreamException.kindOf(failure);
    if (kind == FailureKind.NOT_FOUND || kind == FailureKind.FATAL) {
      throw new FlinkRuntimeException(
          arn
              + ": expected a stream that can be described and listed, found: "
              + failure.getMessage()
              + ". The job ends here rather than run without reading",
          failure);
    }
    LOG.warn("{}: discovery failed and is tried again: {}", arn, failure.getMessage());
    nextDiscovery = steady.getAsLong() + RETRY_MILLIS;
  }

  private void learn(String arn, Shard shard) {
    StreamState stream = state(arn);
    long begun =
        stream.initial() instanceof AtTimestamp timestamp ? timestamp.at().toEpochMilli() : 0;
    ShardSplit split =
        new ShardSplit(
            arn,
            shard.id(),
            shard.parents(),
            shard.range(),
            stream.initial(),
            begun,
            stream.retentionMillis(),
            false);
    if (tracker.discovered(split)) {
      LOG.info("Found shard {} of {}, after {}", shard.id(), arn, shard.parents());
    }
  }

  private void assign() {
    Map<Integer, ReaderInfo> readers = context.registeredReaders();
    if (readers.size() < context.currentParallelism()) {
      return;
    }
    for (ShardSplit orphan : tracker.unreported()) {
      LOG.warn(
          "No reader reports shard {} of {}, which the checkpoint says was being read; it is read"
              + " again from its beginning, deduplication leaves out what is known",
          orphan.shardId(),
          orphan.streamArn());
    }
    List<ShardSplit> splits =
        tracker.assignable().stream()
            .map(split -> split.withRetention(state(split.streamArn()).retentionMillis()))
            .toList();
    if (splits.isEmpty()) {
      return;
    }
    Map<Integer, List<ShardSplit>> assignment =
        HashRangeAssigner.assign(splits, tracker.loads(), readers.keySet());
    assignment.forEach(
        (subtask, given) -> given.forEach(split -> tracker.assigned(split.splitId(), subtask)));
    context.assignSplits(new SplitsAssignment<>(assignment));
  }

  private StreamState state(String arn) {
    StreamState state = streams.get(arn);
    if (state == null) {
      throw new IllegalStateException("Expected a stream of the settings, found " + arn);
    }
    return state;
  }
}
