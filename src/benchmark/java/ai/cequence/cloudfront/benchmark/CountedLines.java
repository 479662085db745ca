package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.parse.ParseOutput;
import ai.cequence.cloudfront.parse.Rejection;
import ai.cequence.cloudfront.parse.SkipReason;
import ai.cequence.cloudfront.transaction.Transaction;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.List;

/** Counts lines by what became of them, and transactions that are no JSON. */
final class CountedLines implements ParseOutput {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private long transactions;
  private long rejected;
  private long skipped;
  private long directives;
  private long unsound;

  @Override
  public void transaction(Transaction transaction) {
    transactions++;
    try (JsonParser json = JSON.createParser(transaction.json())) {
      while (json.nextToken() != null) {
        // Reads all of it, so that what is no JSON throws.
      }
    } catch (IOException e) {
      unsound++;
    }
  }

  @Override
  public void rejected(Rejection rejection) {
    rejected++;
  }

  @Override
  public void skipped(SkipReason reason, String subject) {
    skipped++;
  }

  @Override
  public void directive(String origin) {
    directives++;
  }

  @Override
  public void layout(
      String origin, String distribution, List<String> missing, List<String> unknown) {
    // No line.
  }

  /** Lines that came out. */
  long total() {
    return transactions + rejected + skipped + directives;
  }

  /** Transactions that are no JSON. */
  long unsound() {
    return unsound;
  }

  Figures addTo(Figures figures) {
    return figures
        .add("transactions", "  transactions, all of them sound JSON", transactions)
        .add("rejected", "  rejected", rejected)
        .add("skipped", "  skipped", skipped)
        .add("directives", "  directives", directives);
  }
}
