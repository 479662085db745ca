/** Reading of log objects, several at once. */
@NullMarked
package ai.cequence.cloudfront.source.s3.reader;

import org.jspecify.annotations.NullMarked;
