/** Durable records of what could not be delivered. */
@NullMarked
package ai.cequence.cloudfront.deadletter;

import org.jspecify.annotations.NullMarked;
