/** The checkpointed sink that hands batches to the Bridge. */
@NullMarked
package ai.cequence.cloudfront.bridge;

import org.jspecify.annotations.NullMarked;
