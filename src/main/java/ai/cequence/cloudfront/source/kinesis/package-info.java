/** Real-time logs from Kinesis Data Streams: discovery, splits, readers. */
@NullMarked
package ai.cequence.cloudfront.source.kinesis;

import org.jspecify.annotations.NullMarked;
