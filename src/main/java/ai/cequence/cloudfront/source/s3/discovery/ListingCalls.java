package ai.cequence.cloudfront.source.s3.discovery;

import java.io.IOException;

/** A store whose calls are counted. */
final class ListingCalls {
  private final ObjectStore store;
  private final Runnable onCall;

  ListingCalls(ObjectStore store, Runnable onCall) {
    this.store = store;
    this.onCall = onCall;
  }

  ListingPage list(ListingRequest request) throws IOException {
    onCall.run();
    return store.list(request);
  }
}
