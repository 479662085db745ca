package ai.cequence.cloudfront.pipeline;

import ai.cequence.cloudfront.config.LogLevel;
import ai.cequence.cloudfront.config.LoggingSettings;
import ai.cequence.cloudfront.ledger.Ledger;
import ai.cequence.cloudfront.ledger.LedgerBook;
import ai.cequence.cloudfront.ledger.LedgerFolder;
import ai.cequence.cloudfront.metrics.JobMetrics;
import ai.cequence.cloudfront.metrics.TallyState;
import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.parse.LogParser;
import ai.cequence.cloudfront.parse.ParserSettings;
import ai.cequence.cloudfront.parse.Rejection;
import ai.cequence.cloudfront.serialization.Elements;
import ai.cequence.cloudfront.transaction.LogSource;
import ai.cequence.cloudfront.transaction.Transaction;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Parses chunks of log lines: transactions go on, rejections to the side output {@link #REJECTED},
 * everything is counted.
 *
 * <p>State: the run's counts and the ledger's. What the parser must know of a line's surroundings
 * travels with its chunk.
 */
final class ParseFunction extends ProcessFunction<LogChunk, Transaction>
    implements CheckpointedFunction, CheckpointListener {
  static final OutputTag<Rejection> REJECTED = new OutputTag<>("rejected", Elements.REJECTION);

  private static final long serialVersionUID = 1L;

  private final String uid;
  private final ParserSettings parserSettings;
  private final LoggingSettings logging;
  private final LedgerFolder ledgerFolder;

  private transient @Nullable LogParser parser;
  private transient @Nullable Ledger ledger;
  private transient @Nullable LedgerBook book;
  private transient @Nullable TallyState counts;
  private transient @Nullable ChunkOutput output;

  /**
   * @param uid the operator's uid, under which its counts are kept
   */
  ParseFunction(
      String uid,
      ParserSettings parserSettings,
      LoggingSettings logging,
      LedgerFolder ledgerFolder) {
    this.ledgerFolder = ledgerFolder;
    this.uid = uid;
    this.parserSettings = parserSettings;
    this.logging = logging;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    counts =
        TallyState.restore(
            uid,
            getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
            context.getOperatorStateStore());
    ledger = new Ledger();
    book = LedgerBook.restore(ledger, ledgerFolder, uid, getRuntimeContext(), context);
  }

  @Override
  public void open(OpenContext context) {
    LogLevel.apply(logging);
    parser = new LogParser(parserSettings);
    output =
        new ChunkOutput(
            Objects.requireNonNull(counts).tally(),
            Objects.requireNonNull(ledger),
            JobMetrics.of(getRuntimeContext().getMetricGroup()));
  }

  @Override
  public void processElement(LogChunk chunk, Context context, Collector<Transaction> collector) {
    ChunkOutput out = Objects.requireNonNull(output);
    if (chunk.source() == LogSource.S3 && chunk.firstLine() == 1) {
      out.object();
    }
    out.begin(chunk, context, collector);
    Objects.requireNonNull(parser).parse(chunk, out);
    out.end();
    if (chunk.source() == LogSource.KINESIS) {
      out.fits();
    }
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    Objects.requireNonNull(counts).snapshot();
    Objects.requireNonNull(book).snapshot(context.getCheckpointId());
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    Objects.requireNonNull(book).completed(checkpointId);
  }

  @Override
  public void close() {
    if (book != null) {
      book.close();
    }
  }
}
