/** Shards as splits: where each is, and how that is written into checkpoints. */
@NullMarked
package ai.cequence.cloudfront.source.kinesis.split;

import org.jspecify.annotations.NullMarked;
