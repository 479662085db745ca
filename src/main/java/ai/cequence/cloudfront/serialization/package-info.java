/** How the elements of the streams are written to the network and to state. */
@NullMarked
package ai.cequence.cloudfront.serialization;

import org.jspecify.annotations.NullMarked;
