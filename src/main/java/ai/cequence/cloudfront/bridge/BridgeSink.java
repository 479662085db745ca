package ai.cequence.cloudfront.bridge;

import ai.cequence.cloudfront.Version;
import ai.cequence.cloudfront.bridge.http.BridgeClients;
import ai.cequence.cloudfront.config.BridgeSettings;
import ai.cequence.cloudfront.config.ConfigurationException;
import ai.cequence.cloudfront.config.LogLevel;
import ai.cequence.cloudfront.config.Settings;
import ai.cequence.cloudfront.deadletter.DeadLetters;
import ai.cequence.cloudfront.gate.Gate;
import ai.cequence.cloudfront.ledger.SinkLedgers;
import ai.cequence.cloudfront.metrics.JobMetrics;
import ai.cequence.cloudfront.metrics.RunCounts;
import ai.cequence.cloudfront.transaction.TransactionBatch;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Batches to the Bridge. Plain and stateful: a checkpoint holds every batch that the Bridge has not
 * confirmed, so it never waits for the Bridge; only the end of input does.
 */
public final class BridgeSink
    implements Sink<TransactionBatch>, SupportsWriterState<TransactionBatch, BridgeWriterState> {
  /** The operator's uid, under which its counts are kept. */
  public static final String UID = "bridge";

  private static final long serialVersionUID = 1L;

  private final Settings settings;
  private final Leases leases;

  /** Where the writers of a process get their client. */
  interface Leases extends Serializable {
    BridgeClients.Lease acquire(BridgeSettings settings);
  }

  public BridgeSink(Settings settings) {
    this(settings, BridgeSink::lease);
  }

  BridgeSink(Settings settings, Leases leases) {
    this.settings = settings;
    this.leases = leases;
  }

  @Override
  public BridgeWriter createWriter(WriterInitContext context) {
    return restoreWriter(context, List.of());
  }

  @Override
  public BridgeWriter restoreWriter(
      WriterInitContext context, Collection<BridgeWriterState> state) {
    LogLevel.apply(settings.logging());
    Clock clock = Clock.systemUTC();
    RunCounts counts = RunCounts.ofProcess();
    TaskInfo task = context.getTaskInfo();
    BridgeWriter writer =
        new BridgeWriter(
            leases.acquire(settings.bridge()),
            new DeadLetters(settings.deadLetter().path(), clock, Gate.ofProcess()),
            Gate.ofProcess(),
            counts.tally(UID, task.getIndexOfThisSubtask()),
            SinkLedgers.of(
                context.getJobInfo().getJobId().toString(),
                task.getIndexOfThisSubtask(),
                task.getAttemptNumber()),
            context.getMailboxExecutor(),
            new DeliveryLog(
                settings.logging().reportInterval(), context.getProcessingTimeService()),
            JobMetrics.of(context.metricGroup()),
            clock);
    writer.restore(state, counts);
    return writer;
  }

  @Override
  public SimpleVersionedSerializer<BridgeWriterState> getWriterStateSerializer() {
    return new BridgeWriterStateSerializer();
  }

  /**
   * The process's client for a Bridge, with the secret where the settings say it is.
   *
   * @throws ConfigurationException where {@code tls.ca-file} cannot be read or is none
   */
  public static BridgeClients.Lease lease(BridgeSettings bridge) {
    return BridgeClients.acquire(
        bridge,
        "cloudfront-bridge/" + Version.current(),
        ClientSecrets.of(bridge.clientSecret()),
        () -> read(Objects.requireNonNull(bridge.tlsCaFile())));
  }

  private static byte[] read(URI file) {
    Path path = new Path(file);
    try (FSDataInputStream in = path.getFileSystem().open(path)) {
      return in.readAllBytes();
    } catch (IOException e) {
      String found = e instanceof FileNotFoundException ? "none" : e.toString();
      throw new ConfigurationException(
          List.of("bridge/tls.ca-file: expected a readable file at " + file + ", found " + found));
    }
  }
}
