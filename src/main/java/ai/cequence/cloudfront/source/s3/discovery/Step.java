package ai.cequence.cloudfront.source.s3.discovery;

import java.util.List;
import java.util.Set;

/** What some listing calls, made away from the coordinator's thread, have shown. */
sealed interface Step {
  /** How the folder is laid out. */
  record Scanned(Set<Strand> strands) implements Step {}

  /** Pages of some strands. */
  record Listed(List<StrandPage> pages) implements Step {}

  /** A page, and the place from which it was listed. */
  record StrandPage(Cursor cursor, ListingPage page) {}
}
