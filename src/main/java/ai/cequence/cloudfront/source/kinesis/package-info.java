/** Real-time logs from Kinesis data streams: shards to {@code LogChunk}s. */
@NullMarked
package ai.cequence.cloudfront.source.kinesis;

import org.jspecify.annotations.NullMarked;
