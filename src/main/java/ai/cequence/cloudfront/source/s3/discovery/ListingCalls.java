package ai.cequence.cloudfront.source.s3.discovery;

import java.io.IOException;

/** A store whose calls are counted, and whose failures say what was to be listed. */
final class ListingCalls {
  private final ObjectStore store;
  private final Runnable onCall;

  ListingCalls(ObjectStore store, Runnable onCall) {
    this.store = store;
    this.onCall = onCall;
  }

  /**
   * One call, which may block for seconds.
   *
   * @throws IOException whose message is whole: what was expected where, and what was found
   */
  ListingPage list(ListingRequest request) throws IOException {
    onCall.run();
    try {
      return store.list(request);
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "Expected a listing of "
              + store.root()
              + request.prefix()
              + ", found "
              + e.getClass().getSimpleName()
              + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")"),
          e);
    }
  }
}
