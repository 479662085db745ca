package ai.cequence.cloudfront.source.s3.discovery;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One answer to a listing.
 *
 * @param objects in the order of their keys
 * @param groups what the keys that hold the delimiter have in common, the delimiter included
 * @param next token for the rest; null where this is the end
 */
record ListingPage(List<StoredObject> objects, List<String> groups, @Nullable String next) {

  /**
   * Behind this key, that of a group's last included, the listing goes on; null where it is empty.
   */
  @Nullable String lastKey() {
    String object = objects.isEmpty() ? null : objects.get(objects.size() - 1).key();
    String group = groups.isEmpty() ? null : groups.get(groups.size() - 1) + Character.MAX_VALUE;
    if (object == null || group == null) {
      return object == null ? group : object;
    }
    return object.compareTo(group) > 0 ? object : group;
  }
}
