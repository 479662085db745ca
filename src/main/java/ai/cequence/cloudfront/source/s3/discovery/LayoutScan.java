package ai.cequence.cloudfront.source.s3.discovery;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out how a folder is laid out: which strands there are, one for each distribution or one for
 * all of them. Looks only at folders and at one page of each, never into hours, so that its cost
 * does not grow with the history.
 *
 * <p>Knows v1 names, the default paths of v2, suffix paths with the time behind or before the
 * distribution, and Hive-compatible ones. Everything else is a strand without an order.
 */
final class LayoutScan {
  private static final Logger LOG = LoggerFactory.getLogger(LayoutScan.class);
  private static final int DEEPEST = 10;
  private static final int MOST_FOLDERS = 20_000;
  private static final Pattern YEAR = Pattern.compile("\\d{4}/");
  private static final Pattern HIVE_YEAR = Pattern.compile("year=\\d{4}/");
  private static final Pattern FOLDERS_DAY = Pattern.compile("\\d{4}/\\d{2}/\\d{2}/.*");
  private static final Pattern HIVE_DAY = Pattern.compile("year=\\d{4}/month=\\d{2}/day=\\d{2}/.*");
  private static final Pattern HIVE_HOUR =
      Pattern.compile("year=\\d{4}/month=\\d{2}/day=\\d{2}/hour=\\d{2}/.*");

  private final ListingCalls calls;
  private final Set<Strand> strands = new LinkedHashSet<>();
  private final Deque<String> open = new ArrayDeque<>();
  private final Set<String> looked = new HashSet<>();
  private final String folder;
  private final Set<String> known;

  private LayoutScan(ListingCalls calls, String folder, Set<String> known) {
    this.calls = calls;
    this.folder = folder;
    this.known = known;
  }

  /**
   * Strands of a folder.
   *
   * @param folder prefix that ends in a slash, or nothing
   * @param known folders that need no look this time, since a strand covers them
   */
  static Set<Strand> of(ListingCalls calls, String folder, Set<String> known) throws IOException {
    LayoutScan scan = new LayoutScan(calls, folder, known);
    scan.open.add(folder);
    int visited = 0;
    while (!scan.open.isEmpty()) {
      String next = scan.open.remove();
      if (++visited > MOST_FOLDERS || scan.depth(next) > DEEPEST) {
        LOG.warn("Folder {} is too deep or has too many folders: listed as a whole", next);
        scan.strands.add(new Strand(next, TimeOrder.NONE));
        continue;
      }
      scan.visit(next);
    }
    return scan.strands;
  }

  private int depth(String prefix) {
    return (int) prefix.substring(folder.length()).chars().filter(c -> c == '/').count();
  }

  private void visit(String prefix) throws IOException {
    ListingRequest request = ListingRequest.children(prefix, "/");
    ListingPage page = calls.list(request);
    while (true) {
      boolean large = page.next() != null;
      boolean named = objects(prefix, page.objects(), large);
      folders(prefix, page.groups());
      if (page.next() == null) {
        return;
      }
      if (named) {
        distributions(prefix);
        return;
      }
      page = calls.list(request.next(page.next()));
    }
  }

  /** Strands of the objects right in a folder; whether some have the names of standard logs. */
  private boolean objects(String prefix, List<StoredObject> objects, boolean large) {
    boolean named = false;
    for (StoredObject object : objects) {
      String name = object.key().substring(prefix.length());
      if (Names.isHidden(name) || object.length() == 0) {
        continue;
      }
      if (Names.isStandard(name)) {
        named = true;
        strands.add(new Strand(prefix + Names.distribution(name) + '.', TimeOrder.NAME));
      } else {
        strands.add(new Strand(prefix, TimeOrder.NONE));
      }
    }
    return named && large;
  }

  private void folders(String prefix, List<String> groups) throws IOException {
    for (String group : groups) {
      String name = group.substring(prefix.length());
      if (Names.isHidden(name) || known.contains(group) || !looked.add(group)) {
        continue;
      }
      if (!isTime(prefix, name, group)) {
        open.add(group);
      }
    }
  }

  /** Whether a folder is a year's; one look into the first of them tells how it goes on. */
  private boolean isTime(String prefix, String name, String group) throws IOException {
    if (YEAR.matcher(name).matches()) {
      Strand strand = new Strand(prefix, TimeOrder.FOLDERS);
      if (strands.contains(strand)) {
        return true;
      }
      return first(group, prefix, FOLDERS_DAY) && strands.add(strand);
    }
    if (!HIVE_YEAR.matcher(name).matches()) {
      return false;
    }
    Strand hours = new Strand(prefix + "year=", TimeOrder.HIVE);
    Strand days = new Strand(prefix + "year=", TimeOrder.HIVE_DAYS);
    if (strands.contains(hours) || strands.contains(days)) {
      return true;
    }
    if (first(group, prefix, HIVE_HOUR)) {
      return strands.add(hours);
    }
    return first(group, prefix, HIVE_DAY) && strands.add(days);
  }

  /** Whether the first key below a folder looks like this. */
  private boolean first(String below, String prefix, Pattern expected) throws IOException {
    List<StoredObject> first = calls.list(ListingRequest.first(below)).objects();
    return !first.isEmpty()
        && expected.matcher(first.get(0).key().substring(prefix.length())).matches();
  }

  /**
   * Distributions of a folder with too many objects to look at: their names end at the first dot,
   * so that one call groups all objects of each. Folders in between are leapt over.
   */
  private void distributions(String prefix) throws IOException {
    String after = null;
    while (true) {
      ListingPage page = calls.list(new ListingRequest(prefix, ".", after, null, 1000));
      objects(prefix, page.objects(), true);
      String last = page.objects().isEmpty() ? "" : lastKey(page.objects());
      String leap = null;
      for (String group : page.groups()) {
        int slash = group.indexOf('/', prefix.length());
        if (slash >= 0) {
          folders(prefix, List.of(group.substring(0, slash + 1)));
          // The character behind a slash is a zero.
          leap = group.substring(0, slash) + '0';
          break;
        }
        named(prefix, group);
        last = group;
      }
      if (leap == null && page.next() == null) {
        return;
      }
      // Behind all keys of the last group.
      after = leap == null ? last + Character.MAX_VALUE : leap;
    }
  }

  private static String lastKey(List<StoredObject> objects) {
    return objects.get(objects.size() - 1).key();
  }

  private void named(String prefix, String group) throws IOException {
    Strand strand = new Strand(group, TimeOrder.NAME);
    if (strands.contains(strand) || Names.isHidden(group.substring(prefix.length()))) {
      return;
    }
    List<StoredObject> first = calls.list(ListingRequest.first(group)).objects();
    if (!first.isEmpty() && Names.isStandard(first.get(0).key().substring(prefix.length()))) {
      strands.add(strand);
    } else {
      strands.add(new Strand(prefix, TimeOrder.NONE));
    }
  }
}
