package ai.cequence.cloudfront.source.s3.discovery;

import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint holds of one folder.
 *
 * @param folder its URI
 * @param lastComplete when the last complete listing began; null before the first
 * @param windowStart first hour that is still listed
 * @param seen objects found, by their hour
 * @param open where a bounded listing goes on; null where it has not begun to list, or the listing
 *     is continuous
 * @param ended whether a bounded listing is through
 */
record FolderState(
    String folder,
    @Nullable Instant lastComplete,
    long windowStart,
    NavigableMap<Long, IdSet> seen,
    @Nullable List<Cursor> open,
    boolean ended) {

  /** A folder that was never listed. */
  static FolderState unlisted(String folder, long windowStart) {
    return new FolderState(folder, null, windowStart, new TreeMap<>(), null, false);
  }
}
