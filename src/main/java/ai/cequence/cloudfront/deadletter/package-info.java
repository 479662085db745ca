/** Durable records of what could not be delivered, and sending them again. */
@NullMarked
package ai.cequence.cloudfront.deadletter;

import org.jspecify.annotations.NullMarked;
