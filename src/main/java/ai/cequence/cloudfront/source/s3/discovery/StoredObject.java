package ai.cequence.cloudfront.source.s3.discovery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An object as a listing shows it.
 *
 * @param key not encoded
 * @param length stored bytes
 * @param modified when it was written
 * @param etag without quotes; null where the store has none
 */
record StoredObject(String key, long length, Instant modified, @Nullable String etag) {}
