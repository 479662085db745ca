/** Sends dead letters again: a command of its own in the same jar. */
@NullMarked
package ai.cequence.cloudfront.redrive;

import org.jspecify.annotations.NullMarked;
