/**
 * The calls to Kinesis that this source makes, behind an interface that tests implement without a
 * network.
 */
@NullMarked
package ai.cequence.cloudfront.source.kinesis.proxy;

import org.jspecify.annotations.NullMarked;
