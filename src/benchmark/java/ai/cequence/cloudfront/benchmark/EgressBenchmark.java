package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.Commands;
import ai.cequence.cloudfront.bridge.http.BodyUnderBenchmark;
import ai.cequence.cloudfront.config.PropertySource;
import ai.cequence.cloudfront.config.Settings;
import ai.cequence.cloudfront.config.SettingsLoader;
import ai.cequence.cloudfront.local.LogGenerator;
import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.parse.LogParser;
import ai.cequence.cloudfront.parse.ParseOutput;
import ai.cequence.cloudfront.parse.Rejection;
import ai.cequence.cloudfront.parse.SkipReason;
import ai.cequence.cloudfront.pipeline.Topology;
import ai.cequence.cloudfront.source.s3.LogObject;
import ai.cequence.cloudfront.source.s3.LogObjectOpener;
import ai.cequence.cloudfront.source.s3.ObjectPosition;
import ai.cequence.cloudfront.transaction.Transaction;
import ai.cequence.cloudfront.transaction.TransactionBatch;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.flink.core.fs.FileSystem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Bytes that leave for the Bridge: request bodies as the job makes them, with default settings. */
@Command(
    name = "egress",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the bytes of request bodies for each transaction, as they are and compressed,",
      "from generated logs of 33 columns or from a log file of yours."
    })
public final class EgressBenchmark implements Callable<Integer>, ParseOutput {
  private static final int GENERATED_LINES = 100_000;
  private static final int MAX_LINE_BYTES = 1_000_000;
  private static final long MAX_OBJECT_BYTES = 20_000_000_000L;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FILE",
      description = "a log file of any format that the job reads")
  private Path file;

  private final Settings settings = SettingsLoader.load(leastProperties());
  private final List<Transaction> window = new ArrayList<>();
  private long transactions;
  private long bodyBytes;
  private long gzipBytes;

  public static void main(String[] args) {
    System.exit(Commands.run(new EgressBenchmark(), args));
  }

  @Override
  public Integer call() throws IOException {
    if (file != null) {
      if (!Files.isReadable(file) || Files.isDirectory(file)) {
        System.err.println("Expected a readable log file, found none at " + file);
        return 2;
      }
      parse(file);
    } else {
      Path generated = Files.createTempFile("cloudfront-bridge-egress-", ".gz");
      try {
        try (OutputStream out = Files.newOutputStream(generated)) {
          new LogGenerator(1).writeV1(out, GENERATED_LINES, Instant.parse("2026-01-31T10:00:00Z"));
        }
        parse(generated);
      } finally {
        Files.delete(generated);
      }
    }
    if (transactions == 0) {
      System.err.println("Expected at least one transaction in " + file + ", found none");
      return 1;
    }
    new Figures("egress")
        .add("transactions", "transactions in batches of at most 250", transactions)
        .add("bodyBytes", "bytes of request body a transaction", bodyBytes / transactions)
        .add("gzipBytes", "the same with bridge/gzip=true", gzipBytes / transactions)
        .print(System.out);
    return 0;
  }

  private void parse(Path log) throws IOException {
    LogParser parser = new LogParser(Topology.parserSettings(settings, "cloudfront-bridge"));
    org.apache.flink.core.fs.Path path = new org.apache.flink.core.fs.Path(log.toUri());
    long length = FileSystem.getLocalFileSystem().getFileStatus(path).getLen();
    try (LogObject object =
        new LogObjectOpener(MAX_LINE_BYTES, MAX_OBJECT_BYTES)
            .open(path, length, ObjectPosition.START)) {
      for (LogChunk chunk = object.next(); chunk != null; chunk = object.next()) {
        parser.parse(chunk, this);
      }
    }
    send();
  }

  @Override
  public void transaction(Transaction transaction) {
    window.add(transaction);
    if (window.size() == settings.window().maxTransactions()) {
      send();
    }
  }

  private void send() {
    if (window.isEmpty()) {
      return;
    }
    byte[] body = TransactionBatch.of("E1", window).body();
    transactions += window.size();
    bodyBytes += body.length;
    gzipBytes += BodyUnderBenchmark.gzipped(body).length;
    window.clear();
  }

  @Override
  public void rejected(Rejection rejection) {
    System.err.println("Not a transaction: " + rejection.origin() + ", " + rejection.detail());
  }

  @Override
  public void skipped(SkipReason reason, String subject) {}

  @Override
  public void directive(String origin) {}

  @Override
  public void layout(
      String origin, String distribution, List<String> missing, List<String> unknown) {}

  private static PropertySource leastProperties() {
    return PropertySource.empty("the benchmark")
        .with("source", "s3.paths", "file:///unused")
        .with("bridge", "auth-endpoint", "bridge.example.com")
        .with("bridge", "edge-endpoint", "bridge.example.com")
        .with("bridge", "client-id", "benchmark")
        .with("bridge", "client-secret", "unused")
        .with("dead-letter", "path", "file:///unused");
  }
}
