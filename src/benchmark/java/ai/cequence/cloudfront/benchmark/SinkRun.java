package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.bridge.BridgeSink;
import ai.cequence.cloudfront.config.PropertySource;
import ai.cequence.cloudfront.config.Settings;
import ai.cequence.cloudfront.config.SettingsLoader;
import ai.cequence.cloudfront.pipeline.OperatorsUnderBenchmark;
import ai.cequence.cloudfront.serialization.Elements;
import ai.cequence.cloudfront.transaction.TransactionBatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The sink alone in a job, one subtask, checkpoints every second: made-up batches to a Bridge.
 * Arguments: the Bridge, batches, whether bodies are compressed, a folder. Prints the CPU-seconds
 * of its process.
 */
final class SinkRun {
  /** So many different ones, sent again and again. */
  private static final int DIFFERENT = 40;

  private SinkRun() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[3]);
    Settings settings =
        SettingsLoader.load(
            PropertySource.empty("sink")
                .with("source", "s3.paths", folder.toUri().toString())
                .with("bridge", "auth-endpoint", args[0])
                .with("bridge", "edge-endpoint", args[0])
                .with("bridge", "client-id", "benchmark")
                .with("bridge", "client-secret", "benchmark")
                .with("bridge", "gzip", args[2])
                .with("dead-letter", "path", folder.resolve("dead-letters").toUri().toString())
                .install());
    Configuration configuration = new Configuration();
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        folder.resolve("checkpoints").toUri().toString());
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
    env.fromSource(
            OperatorsUnderBenchmark.gated(new NumberSequenceSource(1, Long.parseLong(args[1]))),
            WatermarkStrategy.noWatermarks(),
            "Numbers",
            Types.LONG)
        .map(new ToBatch())
        .returns(Elements.TRANSACTION_BATCH)
        .sinkTo(new BridgeSink(settings))
        .uid(BridgeSink.UID);
    env.execute("sink");
    Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    System.out.println(cpu.toMillis() / 1e3);
    System.out.flush();
    // Threads of the cluster may be left.
    Runtime.getRuntime().halt(0);
  }

  private static final class ToBatch extends RichMapFunction<Long, TransactionBatch> {
    private static final long serialVersionUID = 1L;

    private transient List<TransactionBatch> batches = List.of();

    @Override
    public void open(OpenContext context) {
      batches = GeneratedBatches.of(DIFFERENT);
    }

    @Override
    public TransactionBatch map(Long number) {
      return batches.get((int) (number % DIFFERENT));
    }
  }
}
