/** Reading shards: polling or enhanced fan-out. */
@NullMarked
package ai.cequence.cloudfront.source.kinesis.reader;

import org.jspecify.annotations.NullMarked;
