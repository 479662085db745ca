package ai.cequence.cloudfront.source.s3.discovery;

import ai.cequence.cloudfront.concurrent.DaemonThreads;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Lists several strands at once, since a call takes tens of milliseconds. */
final class ParallelLists implements AutoCloseable {
  private final ExecutorService threads;

  /**
   * @param atOnce most calls at once
   */
  ParallelLists(int atOnce) {
    threads = Executors.newFixedThreadPool(atOnce, new DaemonThreads("log-folder-listing"));
  }

  /** One page of each; fails where one of them does. */
  List<Step.StrandPage> list(ListingCalls calls, List<Cursor> cursors) throws IOException {
    List<Future<ListingPage>> pages = new ArrayList<>();
    for (Cursor cursor : cursors) {
      ListingRequest request = cursor.strand().request(cursor.after());
      pages.add(threads.submit(() -> calls.list(request)));
    }
    List<Step.StrandPage> listed = new ArrayList<>();
    try {
      for (int i = 0; i < pages.size(); i++) {
        listed.add(new Step.StrandPage(cursors.get(i), pages.get(i).get()));
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IOException("Expected a listing, found " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Listing was interrupted");
    }
    return listed;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
