package ai.cequence.cloudfront.bridge.http;

import static ai.cequence.cloudfront.testing.Transactions.batch;
import static ai.cequence.cloudfront.testing.Transactions.ids;

import ai.cequence.cloudfront.transaction.TransactionBatch;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** A client with a fake Bridge under it, on a clock that a test turns. */
final class ClientBench {
  final FakeClockwork clockwork = new FakeClockwork();
  final FakeBridge bridge = new FakeBridge(clockwork);
  final ClientCounters counters = new ClientCounters();
  final List<Delivery> failedAttempts = new ArrayList<>();
  final List<String> delivered = new ArrayList<>();
  final List<String> refused = new ArrayList<>();
  final BridgeClient client;

  Supplier<String> secret = () -> "secret";

  ClientBench() {
    this(8, false);
  }

  ClientBench(int maxInFlight, boolean gzip) {
    this(maxInFlight, gzip, new Random(7)::nextDouble);
  }

  /** With full jitter of the test's. */
  ClientBench(int maxInFlight, boolean gzip, DoubleSupplier random) {
    Exchanges exchanges = new Exchanges(bridge, clockwork, 10_000);
    AccessToken.Credentials credentials =
        new AccessToken.Credentials(
            URI.create("http://auth/token"), "client", () -> this.secret.get());
    client =
        new BridgeClient(
            new IngestRequests(
                new IngestRequests.Options(
                    URI.create("http://bridge/in"), "cloudfront-bridge/9.9", gzip),
                exchanges,
                clockwork,
                Runnable::run,
                counters),
            exchanges,
            clockwork,
            new Pace(maxInFlight, random),
            new Backoff(200, 10_000, random),
            counters,
            arrived ->
                new AccessToken(
                    credentials, Runnable::run, exchanges, clockwork, random, counters, arrived),
            () -> {});
  }

  CompletableFuture<Outcome> submit(String... ids) {
    return submit(Delivery.first(batch("E1", ids)));
  }

  CompletableFuture<Outcome> submit(Delivery delivery) {
    return client.submit(delivery, failedAttempts::add);
  }

  void advance(long millis) {
    clockwork.advance(millis);
  }

  /** Submits a batch, and the pieces that it is split into, until nothing of it is left. */
  void deliverAll(TransactionBatch batch) {
    Deque<CompletableFuture<Outcome>> open = new ArrayDeque<>();
    open.add(submit(Delivery.first(batch)));
    while (!open.isEmpty()) {
      advance(50);
      Outcome outcome = open.remove().getNow(null);
      if (outcome instanceof Outcome.Split split) {
        split.pieces().forEach(piece -> open.add(submit(piece)));
      } else if (outcome instanceof Outcome.Delivered done) {
        delivered.addAll(ids(done.delivery().batch()));
      } else if (outcome instanceof Outcome.Refused no) {
        refused.addAll(ids(no.delivery().batch()));
      }
    }
  }
}
