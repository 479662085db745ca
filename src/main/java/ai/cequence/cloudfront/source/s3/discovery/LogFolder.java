package ai.cequence.cloudfront.source.s3.discovery;

import java.net.URI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One of the configured folders, the store that has it, and how long that has failed. */
final class LogFolder {
  private static final Logger LOG = LoggerFactory.getLogger(LogFolder.class);

  private final URI uri;
  private final ObjectStore store;
  private final ListingCalls calls;
  private final DiscoveryMetrics metrics;
  private final Outage outage;
  private final String prefix;

  /**
   * @param uri ends in a slash
   */
  LogFolder(URI uri, ObjectStore store, DiscoveryMetrics metrics, Outage outage) {
    this.uri = uri;
    this.store = store;
    this.metrics = metrics;
    this.outage = outage;
    this.calls = new ListingCalls(store, metrics::listCall);
    String path = uri.getPath();
    this.prefix = path.isEmpty() ? "" : path.substring(1);
  }

  URI uri() {
    return uri;
  }

  /** Beginning of all its keys. */
  String prefix() {
    return prefix;
  }

  /** What stands before a key to locate it. */
  String root() {
    return store.root();
  }

  ListingCalls calls() {
    return calls;
  }

  Outage outage() {
    return outage;
  }

  void close() {
    store.close();
  }

  /** Whether its objects lie in this bucket. */
  boolean isInBucket(String bucket) {
    return bucket.equals(uri.getAuthority());
  }

  /** Whether a key lies in here and can be a log: no folder marker, not empty, not hidden. */
  boolean isLog(String key, long length) {
    if (!key.startsWith(prefix)) {
      return false;
    }
    if (length > 0 && !key.endsWith("/") && !isHidden(key)) {
      return true;
    }
    metrics.ignored();
    LOG.debug("Skipping {}{}, which is no log: a folder marker, empty or hidden", root(), key);
    return false;
  }

  private boolean isHidden(String key) {
    for (String segment : key.substring(prefix.length()).split("/", -1)) {
      if (Names.isHidden(segment)) {
        return true;
      }
    }
    return false;
  }
}
