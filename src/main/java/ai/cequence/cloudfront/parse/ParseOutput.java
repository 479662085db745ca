package ai.cequence.cloudfront.parse;

import ai.cequence.cloudfront.transaction.Transaction;

/**
 * What the parser makes of lines, one call each: lines in = transactions + skipped + rejected +
 * directives.
 *
 * <p>Called on the thread that parses, in the order of the lines.
 */
public interface ParseOutput {
  void transaction(Transaction transaction);

  void rejected(Rejection rejection);

  /**
   * A sound line that is not to be sent. {@code subject} is the path, or what else says which line
   * it was.
   */
  void skipped(SkipReason reason, String subject);

  void directive();
}
