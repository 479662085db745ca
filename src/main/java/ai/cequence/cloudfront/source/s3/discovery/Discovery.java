package ai.cequence.cloudfront.source.s3.discovery;

import ai.cequence.cloudfront.concurrent.SteadyTime;
import ai.cequence.cloudfront.config.SourceSettings;
import ai.cequence.cloudfront.config.SourceSettings.S3Settings;
import ai.cequence.cloudfront.source.s3.RetryDelay;
import ai.cequence.cloudfront.source.s3.split.LogSplit;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts discovery together as the settings want it. */
public final class Discovery {
  private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);
  private static final int LISTS_AT_ONCE = 8;

  private Discovery() {}

  /** Begins, or goes on from a checkpoint. */
  public static SplitEnumerator<LogSplit, DiscoveryState> of(
      S3Settings settings,
      SplitEnumeratorContext<LogSplit> context,
      DiscoveryState state,
      RetryDelay retries) {
    return of(
        settings,
        context,
        state,
        retries,
        uri -> store(uri, settings.endpoint()),
        SqsQueue::new,
        InstantSource.system(),
        SteadyTime::instant);
  }

  static SplitEnumerator<LogSplit, DiscoveryState> of(
      S3Settings settings,
      SplitEnumeratorContext<LogSplit> context,
      DiscoveryState state,
      RetryDelay retries,
      Function<URI, ObjectStore> stores,
      Function<URI, MessageQueue> queues,
      InstantSource clock,
      InstantSource steady) {
    boolean queued = settings.discovery() == SourceSettings.Discovery.SQS;
    ListingRules rules =
        new ListingRules(
            settings.bounded(),
            settings.discoveryInterval(),
            settings.lookback(),
            settings.from(),
            settings.to(),
            queued ? settings.crossCheckInterval() : null);
    Instant now = clock.instant();
    DiscoveryMetrics metrics = new DiscoveryMetrics(context.metricGroup(), clock);
    ParallelLists lists = new ParallelLists(LISTS_AT_ONCE);
    Map<String, FolderState> states =
        state.folders().stream().collect(Collectors.toMap(FolderState::folder, f -> f));
    List<FolderDiscovery> folders = new ArrayList<>();
    for (URI uri : distinct(settings.paths())) {
      FolderState known = states.get(uri.toString());
      FolderState begun = known == null ? begin(uri, rules, now) : known;
      LogFolder folder =
          new LogFolder(
              uri,
              stores.apply(uri),
              metrics,
              new Outage(retries, settings.listingTimeout(), "listings of " + uri));
      folders.add(
          new FolderDiscovery(folder, rules, lists, metrics, begun, clock, steady.instant()));
    }
    UnreadObjects unread = new UnreadObjects(state.waiting(), state.assigned());
    QueueDiscovery queue =
        queued
            ? new QueueDiscovery(
                queues.apply(Objects.requireNonNull(settings.queueUrl())),
                folders,
                unread,
                state.messages(),
                // Where there is no queue, each of these would cost money and say nothing.
                new QueueMetrics(context.metricGroup()))
            : null;
    return new S3Enumerator(
        context,
        folders,
        lists,
        unread,
        metrics,
        new Outage(retries, settings.listingTimeout(), "calls to the queue " + settings.queueUrl()),
        rules,
        queue,
        clock,
        steady);
  }

  private static FolderState begin(URI uri, ListingRules rules, Instant now) {
    if (rules.bounded()) {
      return FolderState.unlisted(uri.toString(), Long.MIN_VALUE);
    }
    long start = rules.from() == null ? LogHour.of(now.minus(rules.lookback())) : rules.firstHour();
    LOG.info(
        "Reads {} from the hour {} on; source/s3.from or a backfill reads what is older",
        uri,
        LogHour.start(start));
    return FolderState.unlisted(uri.toString(), start);
  }

  /** Folders that lie in no other one, so that no object is found twice. */
  private static List<URI> distinct(List<URI> folders) {
    List<URI> distinct = new ArrayList<>();
    for (URI folder : folders) {
      boolean inside =
          folders.stream()
              .anyMatch(
                  other -> !other.equals(folder) && folder.toString().startsWith(other.toString()));
      if (inside) {
        LOG.warn("Folder {} lies in another one that is read: not read twice", folder);
      } else if (!distinct.contains(folder)) {
        distinct.add(folder);
      }
    }
    return distinct;
  }

  private static ObjectStore store(URI folder, @Nullable URI endpoint) {
    String scheme = folder.getScheme();
    return "s3".equals(scheme) || "s3a".equals(scheme)
        ? new S3ObjectStore(scheme, Objects.requireNonNull(folder.getAuthority()), endpoint)
        : new FileSystemStore(folder);
  }
}
