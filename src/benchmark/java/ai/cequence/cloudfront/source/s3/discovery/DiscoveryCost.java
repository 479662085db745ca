package ai.cequence.cloudfront.source.s3.discovery;

import ai.cequence.cloudfront.testing.FakeEnumeratorContext;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.FileSourceSplitSerializer;
import org.apache.flink.connector.file.src.PendingSplitsCheckpointSerializer;
import org.apache.flink.connector.file.src.assigners.SimpleSplitAssigner;
import org.apache.flink.connector.file.src.enumerate.FileEnumerator;
import org.apache.flink.connector.file.src.impl.ContinuousFileSplitEnumerator;
import org.apache.flink.core.fs.Path;

/**
 * What discovery costs: size of its checkpoint, and calls of a round.
 *
 * @param stateBytes of one checkpoint, with everything read
 * @param callsPerRound mean of an hour
 */
public record DiscoveryCost(long stateBytes, double callsPerRound) {
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
  private static final int DISTRIBUTIONS = 10;
  private static final int WINDOW_HOURS = 26;

  /**
   * A bucket of v1 names.
   *
   * @param outside objects of hours before the window
   * @param inside objects of hours in it
   */
  static FakeStore bucket(int outside, int inside) {
    FakeStore store = new FakeStore();
    for (int i = 0; i < outside; i++) {
      Instant hour = NOON.minus(Duration.ofHours(WINDOW_HOURS + i / 100));
      put(store, i, hour);
    }
    for (int i = 0; i < inside; i++) {
      put(store, i, NOON.minus(Duration.ofHours(i % (WINDOW_HOURS - 1))));
    }
    return store;
  }

  private static void put(FakeStore store, int i, Instant hour) {
    String time = hour.toString().substring(0, 13).replace('T', '-');
    store.put("logs/E%dAAAAAAAAAAA.%s.%08x.gz".formatted(i % DISTRIBUTIONS, time, i), hour);
  }

  /** Our discovery, after an hour. */
  public static DiscoveryCost ofOurs(int outside, int inside) {
    FakeStore store = bucket(outside, inside);
    try (DiscoveryRun run = DiscoveryRun.continuous(store, NOON, "s3://bucket/logs/")) {
      run.take();
      store.takeCalls();
      run.pass(Duration.ofHours(1));
      int rounds = (int) Duration.ofHours(1).dividedBy(DiscoveryRun.INTERVAL);
      return new DiscoveryCost(run.checkpoint().length, (double) store.takeCalls() / rounds);
    }
  }

  /**
   * Bytes of a checkpoint of ours when everything is found and nothing read.
   *
   * @param assigned whether readers have the objects, or they wait for one
   */
  public static long ofUnread(int inside, boolean assigned) {
    try (DiscoveryRun run = DiscoveryRun.continuous(bucket(0, inside), NOON, "s3://bucket/logs/")) {
      run.context().tick();
      if (assigned) {
        run.takeUnread();
      }
      return run.checkpoint().length;
    }
  }

  /** Flink's enumerator, after one round over the same bucket. */
  public static DiscoveryCost ofFlinks(int outside, int inside) throws Exception {
    FakeStore store = bucket(outside, inside);
    FakeEnumeratorContext<FileSourceSplit> context = new FakeEnumeratorContext<>(1);
    ContinuousFileSplitEnumerator enumerator =
        new ContinuousFileSplitEnumerator(
            context,
            new WholeListing(store),
            new SimpleSplitAssigner(List.of()),
            new Path[] {new Path("s3://bucket/logs/")},
            new ArrayList<>(),
            DiscoveryRun.INTERVAL.toMillis());
    enumerator.start();
    context.tick();
    do {
      enumerator.handleSplitRequest(0, "localhost");
    } while (!context.takeAssigned(0).isEmpty());
    store.takeCalls();
    context.tick();
    int calls = store.takeCalls();
    int bytes =
        new PendingSplitsCheckpointSerializer<>(FileSourceSplitSerializer.INSTANCE)
            .serialize(enumerator.snapshotState(1))
            .length;
    enumerator.close();
    return new DiscoveryCost(bytes, calls);
  }

  /** All of a folder, a page at a time, as Flink's enumerator lists at each round. */
  private record WholeListing(ObjectStore store) implements FileEnumerator {
    @Override
    public Collection<FileSourceSplit> enumerateSplits(Path[] paths, int minDesiredSplits)
        throws IOException {
      List<FileSourceSplit> splits = new ArrayList<>();
      ListingRequest request = ListingRequest.below("logs/", null);
      ListingPage page = store.list(request);
      while (true) {
        for (StoredObject object : page.objects()) {
          String id = "%010d".formatted(splits.size());
          splits.add(
              new FileSourceSplit(
                  id,
                  new Path("s3://bucket/" + object.key()),
                  0,
                  object.length(),
                  object.modified().toEpochMilli(),
                  object.length()));
        }
        if (page.next() == null) {
          return splits;
        }
        page = store.list(request.next(page.next()));
      }
    }
  }
}
