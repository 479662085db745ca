package ai.cequence.cloudfront.parse;

import ai.cequence.cloudfront.transaction.Transaction;
import java.util.List;

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

  /** A line that begins with {@code #}. */
  void directive(String origin);

  /**
   * What the next lines are taken for. Called before the first line of an object that has columns
   * or is JSON, and where other columns follow; whoever only wants transactions need not care.
   *
   * @param columns their names in order; those of the first line where the lines are JSON, which
   *     are told of only where they come first
   * @param missing fields of a transaction that these lack, by their CloudFront names
   */
  default void format(LogFormat format, List<String> columns, List<String> missing) {}

  /**
   * A layout that was not seen before for this distribution. Called a bounded number of times.
   *
   * @param missing fields of a transaction that the layout lacks, by their CloudFront names; {@code
   *     cs(Cookie)} too where the field is there and never holds anything
   * @param unknown fields that this version does not know; their values are passed on in {@code
   *     data_extractions}
   */
  void layout(String origin, String distribution, List<String> missing, List<String> unknown);
}
