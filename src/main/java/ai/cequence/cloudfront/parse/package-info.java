/** Log bytes to transactions or reasons why not. No Flink in here. */
@NullMarked
package ai.cequence.cloudfront.parse;

import org.jspecify.annotations.NullMarked;
