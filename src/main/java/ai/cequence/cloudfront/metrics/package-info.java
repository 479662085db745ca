/** The catalogue of metrics and the counts that must balance. */
@NullMarked
package ai.cequence.cloudfront.metrics;

import org.jspecify.annotations.NullMarked;
