/** How log objects become known: listing, and who reads which. */
@NullMarked
package ai.cequence.cloudfront.source.s3.discovery;

import org.jspecify.annotations.NullMarked;
