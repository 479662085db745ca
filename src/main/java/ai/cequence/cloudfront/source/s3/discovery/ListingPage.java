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
public record ListingPage(List<StoredObject> objects, List<String> groups, @Nullable String next) {}
