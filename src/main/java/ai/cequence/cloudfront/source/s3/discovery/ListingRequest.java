package ai.cequence.cloudfront.source.s3.discovery;

import org.jspecify.annotations.Nullable;

/**
 * One call of a listing.
 *
 * @param prefix beginning of the keys
 * @param delimiter keys that hold it behind the prefix are grouped; null: none are
 * @param after only keys behind this one; null: from the first on
 * @param token where the page before ended; null: the first page
 * @param most objects and groups in the answer
 */
record ListingRequest(
    String prefix,
    @Nullable String delimiter,
    @Nullable String after,
    @Nullable String token,
    int most) {
  private static final int PAGE = 1000;

  /** All keys below a prefix. */
  static ListingRequest below(String prefix, @Nullable String after) {
    return new ListingRequest(prefix, null, after, null, PAGE);
  }

  /** What lies directly below a prefix, as far as the delimiter. */
  static ListingRequest children(String prefix, String delimiter) {
    return new ListingRequest(prefix, delimiter, null, null, PAGE);
  }

  /** The first key below a prefix. */
  static ListingRequest first(String prefix) {
    return new ListingRequest(prefix, null, null, null, 1);
  }

  ListingRequest next(String nextToken) {
    return new ListingRequest(prefix, delimiter, after, nextToken, most);
  }
}
