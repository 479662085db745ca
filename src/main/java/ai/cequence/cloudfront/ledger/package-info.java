/** What became of every line, by distribution and hour of the request, across restarts. */
@NullMarked
package ai.cequence.cloudfront.ledger;

import org.jspecify.annotations.NullMarked;
