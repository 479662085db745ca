/** Standard logs from S3 or local folders: discovery, splits, readers. */
@NullMarked
package ai.cequence.cloudfront.source.s3;

import org.jspecify.annotations.NullMarked;
