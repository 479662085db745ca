package ai.cequence.cloudfront.local;

import ai.cequence.cloudfront.parse.LogFormat;
import ai.cequence.cloudfront.parse.ParseOutput;
import ai.cequence.cloudfront.parse.Rejection;
import ai.cequence.cloudfront.parse.SkipReason;
import ai.cequence.cloudfront.transaction.Transaction;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Prints what the parser makes of one file, and counts it. */
final class InspectedLines implements ParseOutput {
  private static final int MOST_REJECTIONS_SHOWN = 1000;
  private static final int MOST_LAYOUTS_SHOWN = 100;

  private final String file;
  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, Long> skipped = new TreeMap<>();
  private final Map<String, Long> rejected = new TreeMap<>();
  private long directives;
  private long transactions;
  private long rejections;
  private int layouts;

  InspectedLines(String file, PrintStream out, PrintStream err) {
    this.file = file;
    this.out = out;
    this.err = err;
  }

  @Override
  public void transaction(Transaction transaction) {
    transactions++;
    out.write(transaction.json(), 0, transaction.json().length);
    out.write('\n');
  }

  @Override
  public void rejected(Rejection rejection) {
    rejected.merge(rejection.reason().word(), 1L, Long::sum);
    if (++rejections <= MOST_REJECTIONS_SHOWN) {
      print(
          "rejected "
              + rejection.origin()
              + ": "
              + rejection.reason().word()
              + ": "
              + rejection.detail());
    }
  }

  @Override
  public void skipped(SkipReason reason, String subject) {
    skipped.merge(reason.word(), 1L, Long::sum);
  }

  @Override
  public void directive(String origin) {
    directives++;
  }

  @Override
  public void format(LogFormat format, List<String> columns, List<String> missing) {
    if (++layouts > MOST_LAYOUTS_SHOWN) {
      return;
    }
    print(
        file
            + ": "
            + format.phrase()
            + ", "
            + columns.size()
            + " fields: "
            + listed(columns)
            + (isSkipped(format) ? "" : "; lacks " + listed(missing)));
  }

  private static boolean isSkipped(LogFormat format) {
    return format == LogFormat.STREAMING_LOG || format == LogFormat.CONNECTION_LOG;
  }

  /** Prints how a file is stored. */
  void stored(String how) {
    print(file + ": " + how);
  }

  @Override
  public void layout(
      String origin, String distribution, List<String> missing, List<String> unknown) {
    print(
        "layout of "
            + distribution
            + ": lacks "
            + listed(missing)
            + "; not known to this version: "
            + listed(unknown));
  }

  /** Prints the file's counts. */
  void summarise() {
    if (layouts > MOST_LAYOUTS_SHOWN) {
      print((layouts - MOST_LAYOUTS_SHOWN) + " more changes of columns are not shown");
    }
    if (rejections > MOST_REJECTIONS_SHOWN) {
      print((rejections - MOST_REJECTIONS_SHOWN) + " more rejected lines are not shown");
    }
    long lines =
        directives
            + transactions
            + rejections
            + skipped.values().stream().mapToLong(Long::longValue).sum();
    print(
        file
            + ": lines "
            + lines
            + ", directives "
            + directives
            + ", transactions "
            + transactions
            + ", skipped "
            + skipped
            + ", rejected "
            + rejected);
  }

  private static String listed(List<String> names) {
    return names.isEmpty() ? "nothing" : String.join(", ", names);
  }

  /** One line; what a terminal would take for a command is shown as a question mark. */
  private void print(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints().forEach(c -> safe.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    err.println(safe);
  }
}
