/** The threads that are not Flink's. */
@NullMarked
package ai.cequence.cloudfront.concurrent;

import org.jspecify.annotations.NullMarked;
