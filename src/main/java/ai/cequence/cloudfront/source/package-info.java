/** What the sources share. */
@NullMarked
package ai.cequence.cloudfront.source;

import org.jspecify.annotations.NullMarked;
