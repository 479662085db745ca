/** The job and its entry point. */
@NullMarked
package ai.cequence.cloudfront;

import org.jspecify.annotations.NullMarked;
