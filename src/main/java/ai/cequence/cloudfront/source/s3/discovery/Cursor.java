package ai.cequence.cloudfront.source.s3.discovery;

import org.jspecify.annotations.Nullable;

/**
 * How far a strand is listed.
 *
 * @param after key behind which the listing goes on; null: at the first
 */
record Cursor(Strand strand, @Nullable String after) {}
