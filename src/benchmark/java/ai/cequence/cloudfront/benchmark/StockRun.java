package ai.cequence.cloudfront.benchmark;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.reader.TextLineInputFormat;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Logs to the Bridge by Flink's own parts alone, to measure the job against: {@code FileSource},
 * then a sink on {@code AsyncSinkWriter}. It neither parses nor deduplicates.
 */
final class StockRun {
  private StockRun() {}

  /** Starts it in a process of its own, with checkpoints each second. */
  static ChildJvm start(Path folder, Path logs, URI bridge, int port) throws IOException {
    return ChildJvm.start(
        folder.resolve("stock.txt"),
        StockRun.class,
        List.of(
            logs.toUri().toString(),
            bridge.toString(),
            String.valueOf(port),
            folder.resolve("checkpoints").toUri().toString()));
  }

  /**
   * Runs until it is ended.
   *
   * @param args folder of logs, URL of the Bridge, port of Flink's REST interface, folder for
   *     checkpoints
   */
  public static void main(String[] args) throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(RestOptions.BIND_PORT, args[2]);
    configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.ADDRESS, "127.0.0.1");
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
    configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, URI.create(args[3]).toString());
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironmentWithWebUI(configuration);
    env.setParallelism(1);
    FileSource<String> logs =
        FileSource.forRecordStreamFormat(
                new TextLineInputFormat(), new org.apache.flink.core.fs.Path(args[0]))
            .monitorContinuously(Duration.ofSeconds(1))
            .build();
    env.fromSource(logs, WatermarkStrategy.noWatermarks(), "Logs")
        .sinkTo(new StockSink(URI.create(args[1] + "/api-transactions")));
    env.execute("stock");
  }
}
