package ai.cequence.cloudfront.local;

import ai.cequence.cloudfront.Commands;
import ai.cequence.cloudfront.Failures;
import ai.cequence.cloudfront.Version;
import ai.cequence.cloudfront.WrongArgumentException;
import ai.cequence.cloudfront.config.RealTimeFields;
import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.parse.LogParser;
import ai.cequence.cloudfront.parse.ParserSettings;
import ai.cequence.cloudfront.source.s3.LogObject;
import ai.cequence.cloudfront.source.s3.LogObjectOpener;
import ai.cequence.cloudfront.source.s3.ObjectPosition;
import ai.cequence.cloudfront.transaction.LogSource;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what the parser makes of files. */
@Command(
    name = "inspect.sh",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Shows what the parser makes of log files of any CloudFront format: transactions as JSON lines"
          + " on standard output; rejected lines with their reasons, and a summary of each file with"
          + " its layout, on standard error.",
      "",
      "Formats are told from the content: standard logs v1 and v2 (JSON, W3C, Parquet), plain or gzip."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:every file was read", "1:a file could not be read", "2:wrong arguments"})
public final class InspectLogs implements Callable<Integer> {
  private static final byte[] PARQUET = {'P', 'A', 'R', '1'};
  private static final int MAX_LINE_BYTES = 1_000_000;
  private static final long MAX_OBJECT_BYTES = 20_000_000_000L;

  @Parameters(paramLabel = "FILE", arity = "1..*")
  private List<Path> files;

  @Option(
      names = "--fields",
      split = ",",
      paramLabel = "NAME",
      description = "columns of delimited files without a #Fields header (source/s3.fields)")
  private List<String> fields = List.of();

  @Option(
      names = "--delimiter",
      defaultValue = "\t",
      description =
          "one to five characters between columns where it is not a TAB; \\t is one"
              + " (source/s3.delimiter)")
  private String delimiter;

  @Option(
      names = "--real-time",
      split = ",",
      paramLabel = "NAME",
      description =
          "the files hold real-time records, a line each, with these fields; \"all\" means all"
              + " fields (source/kinesis.fields)")
  private List<String> realTime = List.of();

  @Option(
      names = "--redact-query",
      split = ",",
      paramLabel = "NAME",
      description = "as the setting")
  private Set<String> redactQuery = Set.of();

  @Option(
      names = "--redact-cookies",
      split = ",",
      paramLabel = "NAME",
      description = "as the setting")
  private Set<String> redactCookies = Set.of();

  @Option(
      names = "--redact-headers",
      split = ",",
      paramLabel = "NAME",
      description = "as the setting")
  private Set<String> redactHeaders = Set.of();

  @Option(
      names = "--skip-static",
      split = ",",
      paramLabel = "EXTENSION",
      description = "leave out requests for such files; by default all are shown")
  private Set<String> staticExtensions = Set.of();

  private final PrintStream err;
  private final PrintStream out;

  InspectLogs(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  public static void main(String[] args) {
    PrintStream out =
        new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16), false);
    System.exit(Commands.run(new InspectLogs(out, System.err), args));
  }

  @Override
  public Integer call() {
    delimiter = delimiter.replace("\\t", "\t");
    WrongArgumentException.unlessBetween("--delimiter, its length", delimiter.length(), 1, 5);
    int status = 0;
    for (Path file : files) {
      InspectedLines lines = new InspectedLines(file.toString(), out, err);
      try {
        read(file, new LogParser(settings()), lines);
        out.flush();
        lines.summarise();
      } catch (IOException e) {
        out.flush();
        err.println(
            "Expected to read "
                + file
                + ", found "
                + Failures.reason(e)
                + "; the next file is read");
        status = 1;
      }
      if (out.checkError()) {
        // Nobody reads on, as behind `head`.
        return status;
      }
    }
    return status;
  }

  private void read(Path file, LogParser parser, InspectedLines lines) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(Files.exists(file) ? "no regular file" : "no such file");
    }
    lines.stored(storage(file));
    try (LogObject object =
        new LogObjectOpener(MAX_LINE_BYTES, MAX_OBJECT_BYTES)
            .open(
                new org.apache.flink.core.fs.Path(file.toAbsolutePath().toUri()),
                Files.size(file),
                ObjectPosition.START)) {
      LogChunk chunk = object.next();
      while (chunk != null && !out.checkError()) {
        parser.parse(realTime.isEmpty() ? chunk : asRecords(chunk), lines);
        chunk = object.next();
      }
    }
  }

  /** How a file is stored, by its first bytes. */
  private static String storage(Path file) throws IOException {
    byte[] magic;
    try (InputStream in = Files.newInputStream(file)) {
      magic = in.readNBytes(4);
    }
    if (magic.length == 0) {
      return "empty";
    }
    if (magic.length >= 2 && magic[0] == 0x1F && magic[1] == (byte) 0x8B) {
      return "gzip";
    }
    return Arrays.equals(magic, PARQUET) ? "Parquet, shown as JSON objects" : "not compressed";
  }

  private static LogChunk asRecords(LogChunk chunk) {
    return new LogChunk(
        LogSource.KINESIS,
        chunk.origin(),
        chunk.firstLine(),
        null,
        chunk.bytes(),
        chunk.start(),
        chunk.length(),
        chunk.failure());
  }

  private ParserSettings settings() {
    return new ParserSettings(
        Version.current(),
        "inspect",
        Map.of(),
        lowerCase(staticExtensions),
        List.of(),
        redactQuery,
        redactCookies,
        lowerCase(redactHeaders),
        fields,
        delimiter,
        realTime.equals(List.of("all")) ? RealTimeFields.ALL : realTime);
  }

  private static Set<String> lowerCase(Set<String> names) {
    return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }
}
