package ai.cequence.cloudfront.source.s3.discovery;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The strands of one folder, as far as they are known. */
final class Strands {
  private static final Logger LOG = LoggerFactory.getLogger(Strands.class);

  private final LogFolder folder;
  private final ListingRules rules;
  private final Set<Strand> strands = new LinkedHashSet<>();

  Strands(LogFolder folder, ListingRules rules) {
    this.folder = folder;
    this.rules = rules;
  }

  boolean isEmpty() {
    return strands.isEmpty();
  }

  /**
   * Takes what a look at the folder has shown, and tells of what is new.
   *
   * @param all whether it looked at everything, so that what it did not find is there no more
   */
  void found(Set<Strand> found, boolean all) {
    announce(found.stream().filter(strand -> !strands.contains(strand)).toList());
    if (all) {
      strands.clear();
      if (found.isEmpty()) {
        LOG.warn("Folder {} has no log objects", folder.uri());
      }
    }
    strands.addAll(found);
  }

  private void announce(List<Strand> unknown) {
    for (TimeOrder order : TimeOrder.values()) {
      List<Strand> ordered = unknown.stream().filter(strand -> strand.order() == order).toList();
      if (order == TimeOrder.NONE) {
        ordered.forEach(this::warn);
      } else if (ordered.size() == 1) {
        String where = folder.root() + ordered.get(0).prefix();
        LOG.info("Logs at {}, hours in {}", where, order.place());
      } else if (!ordered.isEmpty()) {
        LOG.info("Logs in {}: {} places, hours in {}", folder.uri(), ordered.size(), order.place());
      }
    }
  }

  private void warn(Strand strand) {
    LOG.warn(
        "Neither names nor folders tell the hour of objects in {}: all of them are listed at each"
            + " round, one call per 1000 objects, and those count as new that were written in the"
            + " window",
        folder.root() + strand.prefix());
  }

  /** Folders that need no look, since one strand covers all distributions in them. */
  Set<String> coveredFolders() {
    return strands.stream()
        .filter(strand -> strand.order() != TimeOrder.NAME && strand.order() != TimeOrder.NONE)
        .map(strand -> strand.prefix().substring(0, strand.prefix().lastIndexOf('/') + 1))
        .collect(Collectors.toSet());
  }

  /** Where a round begins. */
  List<Cursor> cursors(Round round, long windowStart) {
    long first = Math.max(round.firstHour(windowStart), rules.firstHour());
    return strands.stream()
        .map(s -> new Cursor(s, first == Long.MIN_VALUE ? null : s.startOf(first)))
        .toList();
  }

  /** Whether an object belongs to any of them. */
  boolean have(StoredObject object) {
    return strands.stream()
        .anyMatch(s -> object.key().startsWith(s.prefix()) && s.hourOf(object).isPresent());
  }
}
