package ai.cequence.cloudfront.source.s3.discovery;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Any of Flink's file systems as a store: keys are paths without their first slash. Each call walks
 * the folder and gives one whole page, which suits local folders.
 */
final class FileSystemStore implements ObjectStore {
  private final String root;

  FileSystemStore(URI folder) {
    String authority = folder.getRawAuthority();
    root = folder.getScheme() + "://" + (authority == null ? "" : authority) + '/';
  }

  @Override
  public ListingPage list(ListingRequest request) throws IOException {
    String prefix = request.prefix();
    List<StoredObject> objects = new ArrayList<>();
    TreeSet<String> groups = new TreeSet<>();
    for (StoredObject object : below(prefix, "/".equals(request.delimiter()))) {
      String after = request.after();
      if (!object.key().startsWith(prefix)
          || (after != null && object.key().compareTo(after) <= 0)) {
        continue;
      }
      String group = group(object.key(), prefix, request.delimiter());
      if (group != null) {
        groups.add(group);
      } else {
        objects.add(object);
      }
    }
    objects.sort(Comparator.comparing(StoredObject::key));
    if (objects.size() > request.most() && request.most() == 1) {
      objects = objects.subList(0, 1);
    }
    return new ListingPage(objects, List.copyOf(groups), null);
  }

  private static @Nullable String group(String key, String prefix, @Nullable String delimiter) {
    int at = delimiter == null ? -1 : key.indexOf(delimiter, prefix.length());
    return at < 0 || delimiter == null ? null : key.substring(0, at + delimiter.length());
  }

  /** What lies in the prefix's folder; folders as keys that end in a slash where not entered. */
  private List<StoredObject> below(String prefix, boolean flat) throws IOException {
    Path folder = new Path(root + prefix.substring(0, prefix.lastIndexOf('/') + 1));
    List<StoredObject> found = new ArrayList<>();
    List<Path> open = new ArrayList<>(List.of(folder));
    while (!open.isEmpty()) {
      for (FileStatus status : children(open.remove(open.size() - 1))) {
        Path path = status.getPath();
        String key = path.toUri().getPath().substring(1);
        if (!status.isDir()) {
          Instant modified = Instant.ofEpochMilli(status.getModificationTime());
          found.add(new StoredObject(key, status.getLen(), modified, null));
        } else if (flat) {
          found.add(new StoredObject(key + '/', 0, Instant.EPOCH, null));
        } else if (prefix.startsWith(key + '/') || (key + '/').startsWith(prefix)) {
          open.add(path);
        }
      }
    }
    return found;
  }

  private static FileStatus[] children(Path folder) throws IOException {
    try {
      FileStatus[] children = folder.getFileSystem().listStatus(folder);
      return children == null ? new FileStatus[0] : children;
    } catch (FileNotFoundException e) {
      // As in S3, a folder without objects does not exist.
      return new FileStatus[0];
    }
  }

  @Override
  public String root() {
    return root;
  }

  @Override
  public void close() {}
}
