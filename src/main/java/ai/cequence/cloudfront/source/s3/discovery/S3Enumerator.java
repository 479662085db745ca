package ai.cequence.cloudfront.source.s3.discovery;

import ai.cequence.cloudfront.source.s3.split.LogSplit;
import ai.cequence.cloudfront.source.s3.split.ObjectId;
import ai.cequence.cloudfront.source.s3.split.ObjectsRead;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds log objects and hands them to the readers that ask, several at once.
 *
 * <p>All methods run on the coordinator's thread. Calls that block run on Flink's worker threads
 * and come back to this one.
 */
final class S3Enumerator implements SplitEnumerator<LogSplit, DiscoveryState> {
  private static final Logger LOG = LoggerFactory.getLogger(S3Enumerator.class);

  /** Above this, listings pause: what waits is held in the state whole. */
  static final int MOST_WAITING = 50_000;

  /** Most objects that one request of a reader gets. */
  static final int MOST_AT_ONCE = 64;

  private static final long LONGEST_TICK = 1_000;
  private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(10);

  private final SplitEnumeratorContext<LogSplit> context;
  private final List<FolderDiscovery> folders;
  private final ParallelLists lists;
  private final UnreadObjects unread;
  private final DiscoveryMetrics metrics;
  private final Outage queueOutage;
  private final ListingRules rules;
  private final @Nullable QueueDiscovery queue;
  private final InstantSource clock;
  private final InstantSource steady;
  private final Set<Integer> asking = new LinkedHashSet<>();

  private boolean told;
  private long found;
  private Instant reported = Instant.MAX;

  /**
   * @param clock the calendar's
   * @param steady never goes back; tells what is due
   */
  S3Enumerator(
      SplitEnumeratorContext<LogSplit> context,
      List<FolderDiscovery> folders,
      ParallelLists lists,
      UnreadObjects unread,
      DiscoveryMetrics metrics,
      Outage queueOutage,
      ListingRules rules,
      @Nullable QueueDiscovery queue,
      InstantSource clock,
      InstantSource steady) {
    this.context = context;
    this.folders = folders;
    this.lists = lists;
    this.unread = unread;
    this.metrics = metrics;
    this.queueOutage = queueOutage;
    this.rules = rules;
    this.queue = queue;
    this.clock = clock;
    this.steady = steady;
  }

  @Override
  public void start() {
    reported = steady.instant();
    long tick = Math.min(LONGEST_TICK, rules.interval().toMillis());
    context.callAsync(() -> true, (done, error) -> tick(), 0, tick);
  }

  private void tick() {
    Instant now = steady.instant();
    for (FolderDiscovery folder : folders) {
      folder.beginIfDue(now);
      advance(folder);
    }
    if (queue != null) {
      attend(queue);
    }
    endIfThrough();
    if (rules.bounded() && !told && !now.isBefore(reported.plus(BETWEEN_REPORTS))) {
      reported = now;
      report();
    }
    metrics.unread(
        unread.count(),
        unread.oldestArrival(),
        folders.stream().mapToLong(folder -> Math.max(0, folder.strandsLeft())).sum());
  }

  /** Says how far a bounded run is. */
  private void report() {
    long left = folders.stream().filter(folder -> !folder.isEnded()).count();
    LOG.info(
        "{} objects found so far, {} of them not begun; {} of {} folders are still listed",
        found,
        unread.waitingCount(),
        left,
        folders.size());
  }

  /** Makes a folder's next calls, unless so much waits already that they can wait too. */
  private void advance(FolderDiscovery folder) {
    if (unread.waitingCount() >= MOST_WAITING || !folder.mayCall(steady.instant())) {
      return;
    }
    Callable<Step> calls = folder.next();
    if (calls != null) {
      context.callAsync(calls, (step, error) -> came(folder, step, error));
    }
  }

  /** Receives, extends and deletes messages as far as it is time for each. */
  private void attend(QueueDiscovery from) {
    Instant now = steady.instant();
    callQueue(from.deletion());
    callQueue(from.extension(now));
    Callable<List<QueueMessage>> receive = from.receive(now);
    if (receive != null) {
      context.callAsync(receive, (messages, error) -> received(from, messages, error));
    }
    from.tellHeld();
  }

  private void callQueue(@Nullable Callable<Boolean> call) {
    if (call != null) {
      context.callAsync(
          call,
          (done, error) -> {
            if (error != null) {
              // What is received again is known, and then deleted or held with its new receipt.
              metrics.listError();
              LOG.warn(
                  "{}; the messages may be received again", said("an answer of the queue", error));
            }
          });
    }
  }

  private void received(
      QueueDiscovery from, @Nullable List<QueueMessage> messages, @Nullable Throwable error) {
    Instant now = steady.instant();
    if (error != null || messages == null) {
      metrics.listError();
      Duration wait = queueOutage.failed(now, error);
      LOG.warn(
          "{}; the next attempt follows in {} ms",
          said("an answer of the queue", error),
          wait.toMillis());
      from.failed(now.plus(wait));
      return;
    }
    queueOutage.succeeded();
    for (LogSplit split : from.apply(messages, clock.instant())) {
      metrics.found(split.arrived());
    }
    assign();
    if (!messages.isEmpty()) {
      attend(from);
    }
  }

  private void came(FolderDiscovery folder, @Nullable Step step, @Nullable Throwable error) {
    Instant now = steady.instant();
    if (error != null || step == null) {
      metrics.listError();
      Duration wait = folder.folder().outage().failed(now, error);
      LOG.warn(
          "{}; the next attempt follows in {} ms",
          said("a listing of " + folder.folder().uri(), error),
          wait.toMillis());
      folder.failed(now.plus(wait));
      return;
    }
    folder.folder().outage().succeeded();
    List<LogSplit> news = folder.apply(step, unread.oldestHour());
    for (LogSplit split : news) {
      metrics.found(split.arrived());
    }
    found += news.size();
    unread.addAll(news);
    if (queue != null && !news.isEmpty()) {
      queue.neverNotified(news.size());
      LOG.warn(
          "{} objects of {} were never notified; they are read now",
          news.size(),
          folder.folder().uri());
    }
    assign();
    advance(folder);
    endIfThrough();
  }

  /** Calls that fail say all there is to say; anything else is an error of ours. */
  private static String said(String expected, @Nullable Throwable error) {
    return error instanceof IOException && error.getMessage() != null
        ? error.getMessage()
        : "Expected " + expected + ", found " + error;
  }

  @Override
  public void handleSplitRequest(int subtaskId, @Nullable String requesterHostname) {
    asking.add(subtaskId);
    assign();
    endIfThrough();
  }

  private void assign() {
    for (int subtask : new ArrayList<>(asking)) {
      if (!context.registeredReaders().containsKey(subtask)) {
        asking.remove(subtask);
        continue;
      }
      if (unread.waitingCount() == 0) {
        return;
      }
      // A small number of objects is spread over all readers.
      int share = unread.waitingCount() / Math.max(1, context.currentParallelism()) + 1;
      List<LogSplit> splits = unread.assign(Math.min(MOST_AT_ONCE, share));
      asking.remove(subtask);
      context.assignSplits(new SplitsAssignment<>(Map.of(subtask, splits)));
    }
  }

  /** Ends a bounded run once everything is found and handed out. */
  private void endIfThrough() {
    if (!rules.bounded()
        || unread.waitingCount() > 0
        || !folders.stream().allMatch(FolderDiscovery::isEnded)) {
      return;
    }
    if (!told) {
      told = true;
      LOG.info("All {} objects are found and handed out", found);
    }
    for (int subtask : asking) {
      context.signalNoMoreSplits(subtask);
    }
    asking.clear();
  }

  @Override
  public void addSplitsBack(List<LogSplit> splits, int subtaskId) {
    asking.remove(subtaskId);
    unread.takeBack(splits);
    assign();
  }

  @Override
  public void addReader(int subtaskId) {
    // Readers ask for themselves.
  }

  @Override
  public void handleSourceEvent(int subtaskId, SourceEvent event) {
    if (event instanceof ObjectsRead read) {
      for (ObjectId object : read.objects()) {
        unread.read(object);
        if (queue != null) {
          queue.read(object);
        }
      }
    }
  }

  @Override
  public DiscoveryState snapshotState(long checkpointId) {
    return new DiscoveryState(
        folders.stream().map(FolderDiscovery::snapshot).toList(),
        unread.waiting(),
        unread.assigned(),
        queue == null ? List.of() : queue.snapshot());
  }

  @Override
  public void close() throws IOException {
    lists.close();
    if (queue != null) {
      queue.close();
    }
    folders.forEach(folder -> folder.folder().close());
  }
}
