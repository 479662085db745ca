package ai.cequence.cloudfront.local;

import ai.cequence.cloudfront.Commands;
import ai.cequence.cloudfront.config.RealTimeFields;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes generated logs to a folder. */
@Command(
    name = "generate-logs",
    mixinStandardHelpOptions = true,
    description = "Writes generated logs (gzip, or Parquet) to a folder.")
public final class GenerateLogs implements Callable<Integer> {
  private static final Instant START = Instant.parse("2026-01-31T10:00:00Z");

  @Parameters(paramLabel = "FOLDER", description = "made where it is missing")
  private Path folder;

  @Option(
      names = "--files",
      defaultValue = "10",
      description = "number of files (${DEFAULT-VALUE})")
  private int files;

  @Option(
      names = "--lines",
      defaultValue = "100000",
      description = "lines a file (${DEFAULT-VALUE})")
  private int lines;

  @Option(
      names = "--format",
      defaultValue = "v1",
      description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE})")
  private Format format;

  /** What the files hold, each the same requests. */
  enum Format {
    v1,
    json,
    w3c,
    realtime,
    parquet
  }

  public static void main(String[] args) {
    System.exit(Commands.run(new GenerateLogs(), args));
  }

  @Override
  public Integer call() throws Exception {
    Files.createDirectories(folder);
    String suffix = format == Format.parquet ? "parquet" : "gz";
    for (int i = 0; i < files; i++) {
      Path file =
          folder.resolve(
              String.format(
                  Locale.ROOT, "E1GENERATED%03d.2026-01-31-10.%08d.%s", i % 10, i, suffix));
      write(new LogGenerator(i), Files.newOutputStream(file));
    }
    System.out.printf("%,d lines in %d files in %s%n", (long) files * lines, files, folder);
    return 0;
  }

  private void write(LogGenerator generator, OutputStream file) throws IOException {
    switch (format) {
      case v1 -> generator.writeV1(file, lines, START);
      case json -> generator.writeJson(file, lines, START);
      case w3c -> generator.writeW3c(file, lines, START, "\t");
      case realtime -> generator.writeRealTime(file, lines, START, RealTimeFields.ALL);
      case parquet -> parquet(generator, file);
      default -> throw new IllegalStateException("No writer of " + format);
    }
  }

  private void parquet(LogGenerator generator, OutputStream file) throws IOException {
    try (ParquetLogFile rows =
        new ParquetLogFile(file, LogGenerator.V1_FIELDS, CompressionCodecName.SNAPPY)) {
      for (long line = 0; line < lines; line++) {
        rows.write(generator.request(START.plusMillis(line * 100)));
      }
    }
  }
}
