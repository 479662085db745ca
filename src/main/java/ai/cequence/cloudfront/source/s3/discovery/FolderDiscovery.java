package ai.cequence.cloudfront.source.s3.discovery;

import ai.cequence.cloudfront.source.s3.discovery.Round.Depth;
import ai.cequence.cloudfront.source.s3.split.LogSplit;
import ai.cequence.cloudfront.source.s3.split.ObjectId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Discovers the objects of one folder by listing its {@link Strands} in rounds, as the {@link
 * RoundSchedule} says. What is found is what was not seen before; nothing relies on the order in
 * which objects appear.
 *
 * <p>The window begins a look-back before the last complete round, so that a standstill loses
 * nothing, and never behind the oldest object that is found and not read. Only what is inside it is
 * remembered.
 *
 * <p>Belongs to the coordinator's thread. Calls to the store are made elsewhere: {@link #next}
 * gives the call, {@link #apply} takes what it has shown. Between the two nothing else changes
 * here.
 */
final class FolderDiscovery {
  private static final int STRANDS_AT_ONCE = 16;

  private final LogFolder folder;
  private final ListingRules rules;
  private final DiscoveryMetrics metrics;
  private final ParallelLists lists;
  private final SeenObjects seen;
  private final Strands strands;
  private final RoundSchedule schedule;
  private final InstantSource clock;

  private @Nullable Instant lastComplete;
  private long windowStart;
  private boolean ended;
  private @Nullable Round round;
  private boolean underWay;

  /**
   * @param clock the calendar's, by which hours are listed
   * @param steadyNow the present by the clock of {@link #beginIfDue}
   */
  FolderDiscovery(
      LogFolder folder,
      ListingRules rules,
      ParallelLists lists,
      DiscoveryMetrics metrics,
      FolderState state,
      InstantSource clock,
      Instant steadyNow) {
    this.folder = folder;
    this.rules = rules;
    this.lists = lists;
    this.metrics = metrics;
    this.strands = new Strands(folder, rules);
    this.clock = clock;
    this.schedule = new RoundSchedule(rules, steadyNow);
    this.lastComplete = state.lastComplete();
    this.windowStart = state.windowStart();
    this.seen = new SeenObjects(state.seen());
    this.ended = state.ended();
    List<Cursor> open = state.open();
    if (open != null) {
      round = new Round(Depth.COMPLETE, clock.instant());
      round.scanned(open);
    }
  }

  LogFolder folder() {
    return folder;
  }

  /**
   * Begins a round if it is time for one.
   *
   * @param steadyNow the present by a clock that never goes back
   */
  void beginIfDue(Instant steadyNow) {
    if (ended || round != null) {
      return;
    }
    Depth due = schedule.begin(steadyNow);
    if (due == null) {
      return;
    }
    Round begun = new Round(due, clock.instant());
    if (due == Depth.RECENT && !strands.isEmpty()) {
      begun.scanned(strands.cursors(begun, windowStart));
    }
    round = begun;
  }

  /** Calls to make next, away from this thread; null where there are none, or some under way. */
  @Nullable Callable<Step> next() {
    Round current = round;
    if (current == null || underWay) {
      return null;
    }
    underWay = true;
    if (!current.isScanned()) {
      Set<String> known = current.depth() == Depth.COMPLETE ? Set.of() : strands.coveredFolders();
      return () -> new Step.Scanned(LayoutScan.of(folder.calls(), folder.prefix(), known));
    }
    List<Cursor> cursors = current.next(STRANDS_AT_ONCE);
    return () -> new Step.Listed(lists.list(folder.calls(), cursors));
  }

  /**
   * Takes what the calls have shown.
   *
   * @param oldestUnread hour of the oldest object that is found and not read
   * @return objects not seen before
   */
  List<LogSplit> apply(Step step, OptionalLong oldestUnread) {
    Round current = round;
    underWay = false;
    if (current == null) {
      throw new IllegalStateException("Expected a round under way, found none");
    }
    List<LogSplit> found = new ArrayList<>();
    if (step instanceof Step.Scanned scanned) {
      strands.found(scanned.strands(), current.depth() == Depth.COMPLETE);
      current.scanned(strands.cursors(current, windowStart));
    } else if (step instanceof Step.Listed listed) {
      listed.pages().forEach(page -> take(current, page, found));
    }
    if (current.isEnded()) {
      end(current, oldestUnread);
    }
    return found;
  }

  /** The calls failed; a continuous round is given up, a bounded one goes on where it was. */
  void failed(Instant retry) {
    underWay = false;
    schedule.failed(retry);
    if (!rules.bounded() && round != null) {
      schedule.givenUp(round);
      round = null;
    }
  }

  boolean mayCall(Instant steadyNow) {
    return schedule.mayCall(steadyNow);
  }

  private void take(Round current, Step.StrandPage listed, List<LogSplit> found) {
    Cursor cursor = listed.cursor();
    Strand strand = cursor.strand();
    ListingPage page = listed.page();
    for (StoredObject object : page.objects()) {
      LogSplit split = newObject(strand, object, current.begun());
      if (split != null) {
        found.add(split);
      }
    }
    current.listed(cursor);
    String last = page.lastKey();
    if (page.next() != null && last != null && !strand.isBehind(last, rules.lastHour())) {
      current.goOn(new Cursor(strand, last));
    }
  }

  private @Nullable LogSplit newObject(Strand strand, StoredObject object, Instant begun) {
    if (!folder.isLog(object.key(), object.length())) {
      return null;
    }
    OptionalLong hour = strand.hourOf(object);
    if (hour.isEmpty()) {
      if (!strands.have(object)) {
        metrics.ignored();
      }
      return null;
    }
    if (hour.getAsLong() < windowStart
        || !rules.wants(object.key())
        || mayStillBeNotified(object, begun)) {
      return null;
    }
    String location = folder.root() + object.key();
    LogSplit split =
        LogSplit.of(
            location,
            object.etag(),
            object.length(),
            hour.getAsLong(),
            object.modified().getEpochSecond());
    if (rules.bounded()) {
      return split;
    }
    return isNew(split) ? split : null;
  }

  private boolean mayStillBeNotified(StoredObject object, Instant begun) {
    return rules.crossCheck() != null && object.modified().isAfter(begun.minus(rules.grace()));
  }

  /** Whether a notification tells of a log in here that is wanted. */
  boolean wants(Notification notification) {
    return folder.isInBucket(notification.bucket())
        && folder.isLog(notification.key(), notification.length())
        && rules.wants(notification.key());
  }

  /** The object that a notification tells of. */
  LogSplit notified(Notification notification) {
    return LogSplit.of(
        folder.root() + notification.key(),
        notification.version(),
        notification.length(),
        LogHour.of(notification.key()).orElse(LogHour.of(notification.time())),
        notification.time().getEpochSecond());
  }

  /**
   * Whether a notified object was not seen before; it is from now on. One that is so late that its
   * hour lies before the window is remembered with those of the present hour.
   */
  boolean isNewlyNotified(LogSplit split, long hourNow) {
    if (split.hour() >= windowStart) {
      return isNew(split);
    }
    return !seen.containsAnywhere(split.id())
        && seen.add(Math.max(windowStart, hourNow), split.id());
  }

  /** Whether an object was not seen before; it is from now on. */
  private boolean isNew(LogSplit split) {
    long hour = split.hour();
    ObjectId id = split.id();
    if (rules.crossCheck() == null) {
      return seen.add(hour, id);
    }
    // A queue knows the time of a notification, a listing that of the object: they are near.
    if (seen.contains(hour - 1, id) || seen.contains(hour + 1, id)) {
      return false;
    }
    return seen.add(hour, id);
  }

  private void end(Round current, OptionalLong oldestUnread) {
    round = null;
    if (rules.bounded()) {
      ended = true;
      return;
    }
    if (current.depth() != Depth.COMPLETE) {
      return;
    }
    lastComplete = current.begun();
    long start = LogHour.of(current.begun().minus(rules.lookback()));
    windowStart = Math.max(windowStart, Math.min(start, oldestUnread.orElse(Long.MAX_VALUE)));
    seen.forgetBefore(windowStart);
    metrics.completed(folder.uri(), seen.size());
  }

  /** Whether a bounded listing is through. */
  boolean isEnded() {
    return ended;
  }

  /** Strands that a bounded listing still has before it; -1 before it knows. */
  int strandsLeft() {
    if (ended) {
      return 0;
    }
    return round == null || !round.isScanned() ? -1 : round.open().size();
  }

  FolderState snapshot() {
    NavigableMap<Long, IdSet> copy = new TreeMap<>();
    seen.hours().forEach((hour, ids) -> copy.put(hour, ids.copy()));
    boolean listing = rules.bounded() && round != null && round.isScanned();
    return new FolderState(
        folder.uri().toString(),
        lastComplete,
        windowStart,
        copy,
        listing && round != null ? round.open() : null,
        ended);
  }
}
