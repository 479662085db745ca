/** The threads that are not Flink's, and the time that they wait by. */
@NullMarked
package ai.cequence.cloudfront.concurrent;

import org.jspecify.annotations.NullMarked;
