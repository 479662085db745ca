package ai.cequence.cloudfront.source.s3.discovery;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** A bucket in memory that answers as S3 documents ListObjectsV2. */
final class FakeStore implements ObjectStore {
  private final NavigableMap<String, StoredObject> objects = new ConcurrentSkipListMap<>();
  private int pageSize = 1000;
  private int calls;
  private @Nullable String broken;

  void put(String key, Instant modified) {
    put(key, modified, "etag-of-" + key);
  }

  void put(String key, Instant modified, String etag) {
    objects.put(key, new StoredObject(key, 100, modified, etag));
  }

  void putEmpty(String key) {
    objects.put(key, new StoredObject(key, 0, Instant.EPOCH, "empty"));
  }

  void setPageSize(int size) {
    pageSize = size;
  }

  void setBroken(boolean down) {
    broken = down ? "" : null;
  }

  /** Calls for keys below this fail. */
  void breakBelow(String prefix) {
    broken = prefix;
  }

  /** Calls since the last question. */
  synchronized int takeCalls() {
    int taken = calls;
    calls = 0;
    return taken;
  }

  @Override
  public synchronized ListingPage list(ListingRequest request) throws IOException {
    calls++;
    if (broken != null && request.prefix().startsWith(broken)) {
      throw new IOException("the bucket does not answer");
    }
    List<StoredObject> page = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    String from = request.token() == null ? request.after() : request.token();
    String key =
        from == null || from.compareTo(request.prefix()) < 0
            ? objects.ceilingKey(request.prefix())
            : objects.higherKey(from);
    int most = Math.min(pageSize, request.most());
    String last = null;
    while (key != null && key.startsWith(request.prefix())) {
      if (page.size() + groups.size() == most) {
        return new ListingPage(page, groups, last);
      }
      String delimiter = request.delimiter();
      int at = delimiter == null ? -1 : key.indexOf(delimiter, request.prefix().length());
      if (at >= 0 && delimiter != null) {
        String group = key.substring(0, at + delimiter.length());
        groups.add(group);
        last = group + Character.MAX_VALUE;
        key = objects.higherKey(last);
      } else {
        page.add(objects.get(key));
        last = key;
        key = objects.higherKey(key);
      }
    }
    return new ListingPage(page, groups, null);
  }

  @Override
  public String root() {
    return "s3://bucket/";
  }

  @Override
  public void close() {}
}
