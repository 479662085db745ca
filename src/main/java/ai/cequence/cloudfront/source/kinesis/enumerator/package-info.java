/** Which shards there are, and which subtask reads which. */
@NullMarked
package ai.cequence.cloudfront.source.kinesis.enumerator;

import org.jspecify.annotations.NullMarked;
