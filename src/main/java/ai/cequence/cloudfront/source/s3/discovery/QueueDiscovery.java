package ai.cequence.cloudfront.source.s3.discovery;

import ai.cequence.cloudfront.source.s3.split.LogSplit;
import ai.cequence.cloudfront.source.s3.split.ObjectId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Discovers objects from notifications. A message is kept from others as long as its objects are
 * read, also while reading pauses, and deleted only once a checkpoint covers all of them. What is
 * no notification is left to the queue's redrive policy.
 *
 * <p>Waits by a clock that never goes back, {@code steadyNow}; hours are the calendar's, {@code
 * now}.
 *
 * <p>Belongs to the coordinator's thread, but for the calls that it gives away.
 */
final class QueueDiscovery {
  private static final Logger LOG = LoggerFactory.getLogger(QueueDiscovery.class);

  /** SQS lets 120 000 messages be under way; each costs an extension now and then. */
  private static final int MOST_HELD = 10_000;

  private static final Duration BETWEEN_EXTENSIONS = SqsQueue.VISIBILITY.dividedBy(3);

  private final MessageQueue queue;
  private final List<FolderDiscovery> folders;
  private final UnreadObjects unread;
  private final HeldMessages held;
  private final QueueMetrics metrics;
  private final List<String> toDelete = new ArrayList<>();

  private boolean receiving;
  private Instant notBefore = Instant.MIN;
  private Instant extended = Instant.MIN;

  QueueDiscovery(
      MessageQueue queue,
      List<FolderDiscovery> folders,
      UnreadObjects unread,
      List<HeldMessage> restored,
      QueueMetrics metrics) {
    this.queue = queue;
    this.folders = folders;
    this.unread = unread;
    this.held = new HeldMessages(restored);
    this.metrics = metrics;
  }

  /** The next call for messages; null where enough are held, or one is under way. */
  @Nullable Callable<List<QueueMessage>> receive(Instant steadyNow) {
    if (receiving || held.size() >= MOST_HELD || steadyNow.isBefore(notBefore)) {
      return null;
    }
    receiving = true;
    return queue::receive;
  }

  void failed(Instant retry) {
    receiving = false;
    notBefore = retry;
  }

  /** Objects that nobody knew, of messages that came. */
  List<LogSplit> apply(List<QueueMessage> messages, Instant now) {
    receiving = false;
    List<LogSplit> found = new ArrayList<>();
    for (QueueMessage message : messages) {
      metrics.message();
      try {
        take(message, Notification.parse(message.body()), found, now);
      } catch (Notification.Poison e) {
        metrics.poison();
        LOG.warn(
            "Message {}: {}; it stays in the queue, whose redrive policy moves it away",
            message.id(),
            e.getMessage());
      }
    }
    return found;
  }

  private void take(
      QueueMessage message, List<Notification> notifications, List<LogSplit> found, Instant now) {
    Set<ObjectId> unreadHere = new HashSet<>();
    boolean ignored = true;
    for (Notification notification : notifications) {
      FolderDiscovery folder = folderOf(notification);
      if (folder == null) {
        continue;
      }
      ignored = false;
      LogSplit split = folder.notified(notification);
      if (unread.contains(split.id())) {
        unreadHere.add(split.id());
        metrics.repeated();
      } else if (folder.isNewlyNotified(split, LogHour.of(now))) {
        unreadHere.add(split.id());
        found.add(split);
        unread.addAll(List.of(split));
      } else {
        metrics.repeated();
      }
    }
    if (ignored) {
      metrics.ignored();
      LOG.debug(
          "Skipping message {}, which tells of no log: a test of S3's, a deletion or another folder",
          message.id());
    }
    if (unreadHere.isEmpty()) {
      toDelete.add(message.receipt());
    } else {
      held.hold(message.id(), message.receipt(), unreadHere);
    }
  }

  private @Nullable FolderDiscovery folderOf(Notification notification) {
    for (FolderDiscovery folder : folders) {
      if (folder.wants(notification)) {
        return folder;
      }
    }
    return null;
  }

  /** A checkpoint covers an object wholly. */
  void read(ObjectId object) {
    toDelete.addAll(held.read(object));
  }

  /** Deletes what is through; null where nothing is. */
  @Nullable Callable<Boolean> deletion() {
    if (toDelete.isEmpty()) {
      return null;
    }
    List<String> receipts = List.copyOf(toDelete);
    toDelete.clear();
    return () -> {
      queue.delete(receipts);
      return true;
    };
  }

  /** Keeps what is held from others; null where it is not time for that. */
  @Nullable Callable<Boolean> extension(Instant steadyNow) {
    if (held.size() == 0 || steadyNow.isBefore(extended.plus(BETWEEN_EXTENSIONS))) {
      return null;
    }
    extended = steadyNow;
    List<String> receipts = held.receipts();
    return () -> {
      queue.extend(receipts);
      return true;
    };
  }

  /** Tells how many messages are kept from others. */
  void tellHeld() {
    metrics.held(held.size());
  }

  /** The listing beside the queue has found objects of which it never told. */
  void neverNotified(int objects) {
    metrics.neverNotified(objects);
  }

  List<HeldMessage> snapshot() {
    return held.snapshot();
  }

  void close() {
    queue.close();
  }
}
