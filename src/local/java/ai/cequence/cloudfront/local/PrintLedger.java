package ai.cequence.cloudfront.local;

import ai.cequence.cloudfront.ledger.LedgerFolder;
import ai.cequence.cloudfront.ledger.LedgerTable;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.PluginUtils;
import picocli.CommandLine;
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
    exitCodeList = {"0:every row balances", "1:some do not, or the ledger cannot be read"})
public final class PrintLedger implements Callable<Integer> {
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

  public static void main(String[] args) {
    System.exit(new CommandLine(new PrintLedger()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    if (!day.isEmpty() && !day.matches("\\d{4}-\\d{2}-\\d{2}")) {
      System.err.println("--day: expected YYYY-MM-DD, found " + day);
      return 2;
    }
    Configuration configuration = new Configuration();
    FileSystem.initialize(
        configuration, PluginUtils.createPluginManagerFromRootFolder(configuration));
    URI uri = folder.contains("://") ? URI.create(folder) : Path.of(folder).toUri();
    LedgerTable table = LedgerTable.read(new LedgerFolder(uri), day.replace('-', '/'));
    table.print(System.out);
    return table.unbalanced() == 0 ? 0 : 1;
  }
}
