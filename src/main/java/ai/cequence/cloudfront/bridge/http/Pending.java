package ai.cequence.cloudfront.bridge.http;

import java.util.concurrent.CompletableFuture;

/** A delivery in the client's hands. Confined to the client's thread, but for its future. */
final class Pending {
  final BridgeClient.Progress progress;
  final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

  Delivery delivery;

  /** May be sent from here on, milliseconds since the epoch. */
  long dueMillis;

  /** Place among those that are due at the same time. */
  long number;

  /** Name of the last attempt in the client's {@link Pace}. */
  long start;

  /** Status that made the last attempt fail; 0: no whole answer, or no attempt yet. */
  int lastStatus;

  /** Whether a fresh token has been tried for it. */
  boolean retriedWithFreshToken;

  Pending(Delivery delivery, BridgeClient.Progress progress) {
    this.delivery = delivery;
    this.progress = progress;
  }
}
