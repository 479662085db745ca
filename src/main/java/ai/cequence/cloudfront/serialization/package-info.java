/** How the elements of the streams are written between operators, never to state. */
@NullMarked
package ai.cequence.cloudfront.serialization;

import org.jspecify.annotations.NullMarked;
