/** The valve between the sinks and the sources of one process. No Flink in here. */
@NullMarked
package ai.cequence.cloudfront.gate;

import org.jspecify.annotations.NullMarked;
