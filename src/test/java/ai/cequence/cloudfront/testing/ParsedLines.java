package ai.cequence.cloudfront.testing;

import ai.cequence.cloudfront.parse.ParseOutput;
import ai.cequence.cloudfront.parse.Rejection;
import ai.cequence.cloudfront.parse.SkipReason;
import ai.cequence.cloudfront.transaction.Transaction;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a parser says. */
public final class ParsedLines implements ParseOutput {
  public final List<Transaction> transactions = new ArrayList<>();
  public final List<Rejection> rejections = new ArrayList<>();
  public final List<SkipReason> skips = new ArrayList<>();
  public final List<String> layouts = new ArrayList<>();
  public int directives;

  /** Lines heard of. */
  public int lines() {
    return transactions.size() + rejections.size() + skips.size() + directives;
  }

  @Override
  public void transaction(Transaction transaction) {
    transactions.add(transaction);
  }

  @Override
  public void rejected(Rejection rejection) {
    rejections.add(rejection);
  }

  @Override
  public void skipped(SkipReason reason, String subject) {
    skips.add(reason);
  }

  @Override
  public void directive(String origin) {
    directives++;
  }

  @Override
  public void layout(
      String origin, String distribution, List<String> missing, List<String> unknown) {
    layouts.add(distribution + " lacks " + missing + ", unknown " + unknown);
  }
}
