/** One viewer request with its response, encoded for the Bridge. No Flink in here. */
@NullMarked
package ai.cequence.cloudfront.transaction;

import org.jspecify.annotations.NullMarked;
