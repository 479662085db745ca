/** The topology and its operators: parsing, deduplication, windows. */
@NullMarked
package ai.cequence.cloudfront.pipeline;

import org.jspecify.annotations.NullMarked;
