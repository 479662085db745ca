package ai.cequence.cloudfront.local;

import ai.cequence.cloudfront.Commands;
import ai.cequence.cloudfront.Failures;
import ai.cequence.cloudfront.ledger.LedgerFolder;
import ai.cequence.cloudfront.ledger.LedgerTable;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.PluginUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the ledger. */
@Command(
    name = "ledger.sh",
    mixinStandardHelpOptions = true,
    description = {
      "Prints, for each distribution and hour of the request, what became of its lines.",
      "Rows where transactions are not delivered + duplicates + dead letters are marked with a !."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:every row balances",
      "1:some do not, or there is no ledger to read",
      "2:wrong arguments"
    })
public final class PrintLedger implements Callable<Integer> {
  private static final int UNBALANCED = 1;
  private static final int UNREADABLE = 1;
  private static final int WRONG_ARGUMENTS = 2;

  private final PrintStream out;
  private final PrintStream err;

  @Parameters(
      paramLabel = "FOLDER",
      description = "the folder ledger/ beside that of dead-letter/path; a path, file:// or s3://")
  private String folder;

  @Option(
      names = "--day",
      paramLabel = "YYYY-MM-DD",
      defaultValue = "",
      description = "only what was counted on that day (UTC)")
  private String day;

  PrintLedger(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  public static void main(String[] args) {
    System.exit(Commands.run(new PrintLedger(System.out, System.err), args));
  }

  @Override
  public Integer call() {
    Optional<URI> uri = uri();
    if (uri.isEmpty()) {
      err.println("FOLDER: expected a path, file:// or s3://bucket/…, found '" + folder + "'");
      return WRONG_ARGUMENTS;
    }
    if (!day.isEmpty() && !isDay()) {
      err.println("--day: expected YYYY-MM-DD, found '" + day + "'");
      return WRONG_ARGUMENTS;
    }
    Configuration configuration = new Configuration();
    FileSystem.initialize(
        configuration, PluginUtils.createPluginManagerFromRootFolder(configuration));
    try {
      return print(LedgerTable.read(new LedgerFolder(uri.get()), day.replace('-', '/')));
    } catch (IOException e) {
      err.println("The ledger in " + folder + " cannot be read: " + Failures.reason(e));
      return UNREADABLE;
    }
  }

  private int print(LedgerTable table) {
    if (table.isEmpty()) {
      err.println(
          "Expected a ledger in "
              + folder
              + ", found nothing counted"
              + (day.isEmpty() ? "" : " on " + day)
              + ". It is the folder ledger/ beside that of dead-letter/path, and begins with the"
              + " first checkpoint.");
      return UNREADABLE;
    }
    table.print(out);
    return table.unbalanced() == 0 ? 0 : UNBALANCED;
  }

  /** The folder; empty where the argument is none. */
  private Optional<URI> uri() {
    if (folder.isBlank()) {
      return Optional.empty();
    }
    try {
      if (!folder.contains("://")) {
        return Optional.of(Path.of(folder).toUri());
      }
      URI uri = new URI(folder);
      boolean isBucket = uri.getHost() != null && Set.of("s3", "s3a").contains(uri.getScheme());
      return isBucket || "file".equals(uri.getScheme()) ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  private boolean isDay() {
    try {
      return LocalDate.parse(day).toString().equals(day);
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
