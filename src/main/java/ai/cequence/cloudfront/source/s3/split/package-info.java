/** One log object as a unit of work, and how it is kept in checkpoints. */
@NullMarked
package ai.cequence.cloudfront.source.s3.split;

import org.jspecify.annotations.NullMarked;
