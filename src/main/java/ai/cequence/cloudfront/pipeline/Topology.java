package ai.cequence.cloudfront.pipeline;

import ai.cequence.cloudfront.Version;
import ai.cequence.cloudfront.bridge.BridgeSink;
import ai.cequence.cloudfront.config.FilterSettings;
import ai.cequence.cloudfront.config.Settings;
import ai.cequence.cloudfront.config.SourceSettings.SourceType;
import ai.cequence.cloudfront.ledger.LedgerFolder;
import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.parse.ParserSettings;
import ai.cequence.cloudfront.parse.Rejection;
import ai.cequence.cloudfront.serialization.Elements;
import ai.cequence.cloudfront.transaction.Transaction;
import ai.cequence.cloudfront.transaction.TransactionBatch;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job as a graph:
 *
 * <pre>
 * source ─► parse ─►(by lane)─► deduplicate ─► window ─► Bridge
 *             └─► rejected ─► dead letters
 * </pre>
 *
 * <p>One shuffle: everything before it is one chain, everything after it another. The uids are part
 * of every checkpoint and never change.
 */
public final class Topology {
  /** Fixed from the first release on: it decides which keys share state, so it can never change. */
  public static final int MAX_PARALLELISM = 256;

  static final String DEDUPLICATE_UID = "deduplicate";
  static final String WINDOW_UID = "window";

  private final Settings settings;
  private final String jobName;

  /**
   * @param jobName becomes {@code instance_id} in each transaction
   */
  public Topology(Settings settings, String jobName) {
    this.settings = settings;
    this.jobName = jobName;
  }

  /**
   * Adds the job to an environment.
   *
   * @param sources what to read; in production one for each of the settings' types
   */
  public void define(
      StreamExecutionEnvironment env,
      Map<SourceType, Source<LogChunk, ?, ?>> sources,
      Sink<TransactionBatch> bridge,
      Sink<Rejection> deadLetters) {
    DataStream<Transaction> transactions = null;
    DataStream<Rejection> rejections = null;
    for (Map.Entry<SourceType, Source<LogChunk, ?, ?>> source : sources.entrySet()) {
      SingleOutputStreamOperator<Transaction> parsed =
          parsed(env, source.getKey(), source.getValue());
      DataStream<Rejection> rejected = parsed.getSideOutput(ParseFunction.REJECTED);
      transactions = transactions == null ? parsed : transactions.union(parsed);
      rejections = rejections == null ? rejected : rejections.union(rejected);
    }
    if (transactions == null || rejections == null) {
      throw new IllegalArgumentException("Expected at least one source, found none");
    }
    rejections.sinkTo(deadLetters).uid("dead-letters").name("Dead letters");
    windowed(deduplicated(transactions.keyBy(new Lanes(), Types.INT)))
        .sinkTo(bridge)
        .uid(BridgeSink.UID)
        .name("Bridge");
  }

  private SingleOutputStreamOperator<Transaction> parsed(
      StreamExecutionEnvironment env, SourceType type, Source<LogChunk, ?, ?> source) {
    String name = type.name().toLowerCase(Locale.ROOT);
    String parseUid = name + "-parse";
    return env.fromSource(
            GatedSource.of(source, env.getCheckpointConfig().isCheckpointingEnabled()),
            WatermarkStrategy.noWatermarks(),
            type == SourceType.S3 ? "S3 logs" : "Kinesis logs",
            Elements.LOG_CHUNK)
        .uid(name + "-source")
        .process(
            new ParseFunction(
                parseUid, parserSettings(settings, jobName), settings.logging(), ledgerFolder()),
            Elements.TRANSACTION)
        .uid(parseUid)
        .name("Parse");
  }

  private SingleOutputStreamOperator<Transaction> deduplicated(
      KeyedStream<Transaction, Integer> lanes) {
    if (!settings.dedup().enabled()) {
      return lanes
          .filter(transaction -> true)
          .uid(DEDUPLICATE_UID)
          .name("Deduplicate (off)")
          .returns(Elements.TRANSACTION);
    }
    return lanes
        .transform(
            "Deduplicate",
            Elements.TRANSACTION,
            new DedupOperator(settings.dedup(), ledgerFolder()))
        .uid(DEDUPLICATE_UID);
  }

  private SingleOutputStreamOperator<TransactionBatch> windowed(
      SingleOutputStreamOperator<Transaction> transactions) {
    return transactions
        .transform(
            "Window",
            Elements.TRANSACTION_BATCH,
            new WindowOperator(settings.window(), ledgerFolder()))
        .uid(WINDOW_UID);
  }

  private LedgerFolder ledgerFolder() {
    return LedgerFolder.besides(settings.deadLetter().path());
  }

  /**
   * What the parser must know of the settings.
   *
   * @param jobName becomes {@code instance_id} in each transaction
   */
  public static ParserSettings parserSettings(Settings settings, String jobName) {
    FilterSettings filter = settings.filter();
    return new ParserSettings(
        Version.current(),
        jobName,
        settings.source().distributions(),
        filter.staticExtensions(),
        filter.excludedPaths(),
        filter.redactQuery(),
        filter.redactCookies(),
        filter.redactHeaders(),
        settings.source().s3().fields(),
        settings.source().s3().delimiter(),
        settings.source().kinesis().fields());
  }
}
